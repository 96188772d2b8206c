import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { chmod, lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { decodeUtf8 } from "#lib/base/index.ts";
import type { ScanMemory } from "#lib/engines/rules/index.ts";

const header = "etna-scan-memory 1";
const maxFileBytes = 24 * 1024 * 1024;
const maxFiles = 200;
const keyPattern = /^[0-9a-f]{64}$/;

export interface SavedMemory extends ScanMemory {
  /** Writes what is known, the oldest left out where it is too much. A folder that cannot be written is no error. */
  save(): Promise<void>;
}

/** Where the command keeps what it may lose: XDG Base Directory Specification 0.8. */
export function commandCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const told = environment.XDG_CACHE_HOME;
  const base = told !== undefined && isAbsolute(told) ? told : join(homedir(), ".cache");
  return join(base, "agent-etna");
}

/**
 * What scans of one tree saw, as one file of a folder. `about` says which tree, such as the id of a
 * repository. A file that is not there, too large or damaged is an empty memory: nothing depends on it.
 */
export async function openScanMemory(folder: string, about: string): Promise<SavedMemory> {
  const name = `${createHash("sha256").update(about).digest("hex").slice(0, 40)}.scan`;
  const file = join(folder, name);
  const entries = parse(await readOwn(file));
  let isChanged = false;
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      // What is asked for moves to the end: what nobody asks for goes first.
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    put(key, value) {
      if (!keyPattern.test(key) || /[\r\n]/.test(value)) return;
      entries.delete(key);
      entries.set(key, value);
      isChanged = true;
    },
    async save() {
      if (!isChanged) return;
      await write(folder, file, lastOf(entries)).catch(() => {});
    },
  };
}

function parse(text: string | null): Map<string, string> {
  const entries = new Map<string, string>();
  if (text === null) return entries;
  const [first, ...lines] = text.split("\n");
  if (first !== header) return entries;
  for (const line of lines) {
    const key = line.slice(0, 64);
    if (keyPattern.test(key) && line[64] === " ") entries.set(key, line.slice(65));
  }
  return entries;
}

async function readOwn(file: string): Promise<string | null> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const info = await handle.stat();
      if (!info.isFile() || info.size > maxFileBytes) return null;
      return decodeUtf8(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

/** Lines from the end, until the file would be full. */
function lastOf(entries: ReadonlyMap<string, string>): string {
  const lines: string[] = [];
  let bytes = header.length + 1;
  for (const [key, value] of [...entries].reverse()) {
    bytes += 66 + Buffer.byteLength(value);
    if (bytes > maxFileBytes) break;
    lines.push(`${key} ${value}`);
  }
  return `${[header, ...lines.reverse()].join("\n")}\n`;
}

async function write(folder: string, file: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const temporary = join(folder, `.${randomBytes(8).toString("hex")}`);
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(text, "utf8");
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  await forgetOldest(folder);
}

async function forgetOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".scan"));
  if (names.length <= maxFiles) return;
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await lstat(join(folder, name))).mtimeMs })),
  );
  aged.sort((a, b) => a.at - b.at);
  for (const { name } of aged.slice(0, names.length - maxFiles)) {
    await rm(join(folder, name), { force: true });
  }
}
