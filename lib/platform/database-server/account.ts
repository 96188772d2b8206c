import { createHash } from "node:crypto";
import { chmod, cp, mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError } from "#lib/base/index.ts";
import { type Account, runCommand } from "./command.ts";

const systemDirectory = "/var/lib/agent-etna";

/** PostgreSQL refuses to run as root: root lends it the system account `postgres`, made if missing. */
export async function serverAccount(log: (line: string) => void): Promise<Account | undefined> {
  if (process.platform === "win32" || process.getuid?.() !== 0) return undefined;
  const found = await lookUp();
  if (found !== undefined) return found;
  const made = await runCommand("useradd", [
    ...["--system", "--user-group", "--no-create-home"],
    ...["--shell", "/usr/sbin/nologin", "postgres"],
  ]);
  const account = await lookUp();
  if (account === undefined) {
    throw new AppError(
      "unavailable",
      "PostgreSQL does not run as root and the account postgres could not be made. Run as an ordinary user, or set DATABASE_URL.",
      { cause: new Error(made.output) },
    );
  }
  log("made the system account postgres, because PostgreSQL does not run as root");
  return account;
}

async function lookUp(): Promise<Account | undefined> {
  const uid = await runCommand("id", ["-u", "postgres"]);
  const gid = await runCommand("id", ["-g", "postgres"]);
  if (uid.exitCode !== 0 || gid.exitCode !== 0) return undefined;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

export interface Places {
  readonly nativeDirectory: string;
  readonly dataDirectory: string;
}

/**
 * Where the server's programs and data lie. A checkout below a private home (`/root` is 0700)
 * cannot be entered by the lent account; both then go below /var/lib/agent-etna.
 */
export async function reachablePlaces(
  wanted: Places,
  account: Account | undefined,
  log: (line: string) => void,
): Promise<Places> {
  const parent = dirname(wanted.dataDirectory);
  await mkdir(parent, { recursive: true });
  if (account === undefined) return wanted;
  const mode = (await stat(parent)).mode & 0o777;
  if ((mode & 0o001) === 0) await chmod(parent, mode | 0o001);

  const places = { ...wanted };
  if (!(await canEnter(join(wanted.nativeDirectory, "share"), account))) {
    places.nativeDirectory = join(systemDirectory, `programs-${short(wanted.nativeDirectory)}`);
    await mkdir(systemDirectory, { recursive: true, mode: 0o755 });
    await cp(wanted.nativeDirectory, places.nativeDirectory, {
      recursive: true,
      force: false,
      verbatimSymlinks: true,
    });
  }
  if (!(await canEnter(parent, account))) {
    places.dataDirectory = join(systemDirectory, `data-${short(wanted.dataDirectory)}`);
    await mkdir(systemDirectory, { recursive: true, mode: 0o755 });
    log(
      `database files are in ${places.dataDirectory}: the account postgres cannot enter ${parent}`,
    );
  }
  return places;
}

async function canEnter(directory: string, account: Account): Promise<boolean> {
  const result = await runCommand("/bin/sh", ["-c", 'cd "$1"', "sh", directory], account);
  return result.exitCode === 0;
}

function short(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 12);
}
