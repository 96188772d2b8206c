import { randomBytes } from "node:crypto";
import { chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "#lib/base/index.ts";
import type { Places } from "./account.ts";
import { majorVersion } from "./binaries.ts";
import { type Account, runCommand } from "./command.ts";

/** What Etna remembers of its cluster, in a file inside the data directory (0600). */
export interface ClusterState {
  readonly port: number;
  readonly superuserPassword: string;
  readonly ownerPassword: string;
}

const stateFile = "etna-server.json";

/** The remembered state, or null when the directory holds no finished cluster. */
export async function readState(dataDirectory: string): Promise<ClusterState | null> {
  const text = await readFile(join(dataDirectory, stateFile), "utf8").catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      if (error.code !== "EACCES") throw error;
      throw new AppError(
        "unavailable",
        "The embedded database belongs to another account of this machine. Run as that account, or set DATABASE_URL.",
        { cause: error },
      );
    },
  );
  return text === null ? null : (JSON.parse(text) as ClusterState);
}

export async function writeState(
  dataDirectory: string,
  state: ClusterState,
  account: Account | undefined,
): Promise<void> {
  const path = join(dataDirectory, stateFile);
  await writeFile(`${path}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  if (account !== undefined) await chown(`${path}.new`, account.uid, account.gid);
  await rename(`${path}.new`, path);
}

/** Fails in plain words when the data directory was made by another major version. */
export async function checkVersion(places: Places): Promise<void> {
  const data = await readFile(join(places.dataDirectory, "PG_VERSION"), "utf8").catch(() => null);
  if (data === null) return;
  const { output } = await runCommand(join(places.nativeDirectory, "bin/postgres"), ["--version"]);
  const program = majorVersion(output);
  if (Number(data.trim()) === program) return;
  throw new AppError(
    "precondition_failed",
    `The embedded database was made by PostgreSQL ${data.trim()}, and this version brings PostgreSQL ${program}. Dump it with the old version and restore it into the new one, or move its folder away to begin afresh.`,
  );
}

/** Makes a cluster: UTF-8, C.UTF-8 order on every machine, passwords on every connection. */
export async function createCluster(
  places: Places,
  account: Account | undefined,
): Promise<ClusterState> {
  // A directory without the state file is an initdb that was killed half way: nothing is lost in it.
  await rm(places.dataDirectory, { recursive: true, force: true });
  await mkdir(places.dataDirectory, { mode: 0o700 });
  if (account !== undefined) await chown(places.dataDirectory, account.uid, account.gid);
  const superuserPassword = randomBytes(24).toString("base64url");
  const secretDirectory = await mkdtemp(join(tmpdir(), "etna-initdb-"));
  try {
    const passwordFile = join(secretDirectory, "password");
    await writeFile(passwordFile, superuserPassword, { mode: 0o600 });
    if (account !== undefined) {
      await chown(passwordFile, account.uid, account.gid);
      await chown(secretDirectory, account.uid, account.gid);
    }
    const result = await runCommand(
      join(places.nativeDirectory, "bin/initdb"),
      [
        ...["-D", places.dataDirectory, "-U", "postgres", `--pwfile=${passwordFile}`],
        ...["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"],
        ...["--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
      ],
      account,
    );
    if (result.exitCode !== 0) {
      throw new AppError("unavailable", "The embedded database could not be made.", {
        cause: new Error(result.output),
      });
    }
  } finally {
    await rm(secretDirectory, { recursive: true, force: true });
  }
  return { port: 0, superuserPassword, ownerPassword: randomBytes(24).toString("base64url") };
}
