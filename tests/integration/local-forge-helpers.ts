import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { FileChange } from "#lib/base/index.ts";
import {
  type CommitRequest,
  createSampleRepository,
  etnaBranch,
  type Forge,
  openLocalForge,
} from "#lib/platform/forge/index.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "etna-forge-")));
  folders.push(folder);
  return folder;
}

/** Plain git, as a developer would run it; `input` goes to its standard input. */
export function git(folder: string, args: readonly string[], input?: string | Buffer): string {
  return execFileSync("git", args, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "pipe"],
    ...(input === undefined ? {} : { input }),
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: "Dev",
      GIT_AUTHOR_EMAIL: "dev@example.test",
      GIT_COMMITTER_NAME: "Dev",
      GIT_COMMITTER_EMAIL: "dev@example.test",
    },
  }).replace(/\n$/, "");
}

export const sampleFiles = new Map([
  ["README.md", "# Sample\n"],
  ["src/app.js", "const a = 1;\nconst b = 2;\nconst c = 3;\nconst d = 4;\nconst e = 5;\nrun(a);\n"],
  ["src/lib/util.js", "export const x = 1;\r\nexport const y = 2;\r\n"],
]);

export const appChange: FileChange = {
  path: "src/app.js",
  before: sampleFiles.get("src/app.js") ?? "",
  after: "const a = 1;\nconst b = 2;\nconst c = 3;\nconst d = 4;\nconst e = 5;\nrunSafely(a);\n",
};

export interface Sample {
  readonly root: string;
  readonly path: string;
  readonly commit: string;
  readonly forge: Forge;
}

export async function bareSample(objectFormat: "sha1" | "sha256" = "sha1"): Promise<Sample> {
  const root = newFolder();
  const path = join(root, "sample.git");
  const commit = await createSampleRepository(path, sampleFiles, { objectFormat });
  return { root, path, commit, forge: await openLocalForge({ path, allowedRoots: [root] }) };
}

/** The sample with a work tree. */
export async function workTreeSample(): Promise<Sample> {
  const bare = await bareSample();
  const path = join(bare.root, "work");
  git(bare.root, ["clone", "--quiet", bare.path, path]);
  return { ...bare, path, forge: await openLocalForge({ path, allowedRoots: [bare.root] }) };
}

export const branch = etnaBranch("etna/fix-1");

export function request(
  baseCommit: string,
  changes: readonly FileChange[] = [appChange],
): CommitRequest {
  return { branch, baseCommit, changes, message: "Run it safely\n", unixSeconds: 1_790_000_000 };
}

/** Every ref, where it stands, and for a symbolic one what it stands for. */
export function refsOf({ path }: Sample): string {
  return git(path, ["for-each-ref", "--format=%(refname) %(objectname) %(symref)"]);
}

/** Every path below `folder` with its content, but for git's object store. */
export function everything(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (path.includes("/objects/")) continue;
    found.set(path, entry.isFile() ? readFileSync(path, "base64") : "");
  }
  return found;
}

/** What differs between two `everything`s. */
export function differences(before: Map<string, string>, after: Map<string, string>): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

export function wasRun(marker: string): boolean {
  return existsSync(marker);
}
