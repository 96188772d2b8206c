import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createSampleRepository } from "#lib/platform/forge/index.ts";
import { type TestDatabase, testDatabase } from "./database.ts";

const run = promisify(execFile);

/** A whole installation for one test file: its own database, keys, folders and repositories. */
export interface World {
  readonly database: TestDatabase;
  readonly folder: string;
  /** The environment of every process that belongs to this installation. */
  readonly environment: Readonly<Record<string, string>>;
  /** A bare repository with these files on main. */
  repository(name: string, files: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

/** Sets the process's environment, so call it before the first look at the configuration. */
export async function openWorld(): Promise<World> {
  const database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), "etna-world-"));
  const environment = {
    ...database.environment,
    NODE_ENV: "test",
    ETNA_LOG_LEVEL: "error",
    ETNA_PUBLIC_URL: "http://localhost:3000",
    ETNA_DATA_DIR: join(folder, "data"),
    ETNA_KEY_FILE: join(folder, "keys/local.key"),
    ETNA_LOCAL_FORGE_ROOTS: join(folder, "repositories"),
    AUTH_SECRET: "s".repeat(40),
    ETNA_LINK_SECRET: "l".repeat(40),
    ETNA_LIMIT_SCALE: "100",
    // A test that asks about packages or actions says whom.
    ETNA_OSV_URL: "off",
    ETNA_ACTIONS_URL: "off",
  };
  Object.assign(process.env, environment);
  return {
    database,
    folder,
    environment,
    async repository(name, files) {
      const path = join(folder, "repositories", `${name}.git`);
      await createSampleRepository(path, new Map(Object.entries(files)));
      return path;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function git(path: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("git", ["-C", path, ...args]);
  return stdout.trim();
}

/** Commits a file on a branch of a bare repository, as a person would push it. */
export async function pushFile(
  path: string,
  branch: string,
  file: { readonly path: string; readonly text: string },
): Promise<string> {
  const clone = await mkdtemp(join(tmpdir(), "etna-clone-"));
  try {
    await run("git", ["clone", "-q", "--branch", branch, path, clone]);
    await writeFile(join(clone, file.path), file.text);
    await git(clone, "add", "--all");
    await git(
      clone,
      "-c",
      "user.name=Dev",
      "-c",
      "user.email=dev@example.test",
      "commit",
      "-qm",
      "Change",
    );
    await git(clone, "push", "-q", "origin", branch);
    return await git(clone, "rev-parse", "HEAD");
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

/** Asks until there is an answer. Fails after `timeoutMs` with what it waited for. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > until) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await sleep(100);
  }
}
