import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Workspace, WorkspaceFile } from "#lib/base/index.ts";

const run = promisify(execFile);

/** What a repository's own configuration must not start while its ignore rules are read. */
const harmless = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.untrackedCache=false"];

/**
 * The workspace without what git ignores in the folder: build output, logs, a developer's own `.env`,
 * none of which is committed. Left as it is where the folder is in no repository or git is not there.
 */
export async function withoutGitIgnored(root: string, workspace: Workspace): Promise<Workspace> {
  const ignored = await ignoredPaths(root);
  if (ignored.length === 0) return workspace;
  const exact = new Set(ignored);
  const isIgnored = ({ path }: WorkspaceFile) => {
    if (exact.has(path)) return true;
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
      if (exact.has(path.slice(0, at + 1))) return true;
    }
    return false;
  };
  return {
    list: async () => (await workspace.list()).filter((file) => !isIgnored(file)),
    skipped: async () => {
      const skipped = await workspace.skipped();
      const known = new Set(skipped.map((skip) => skip.path));
      const more = ignored.filter((path) => !known.has(path));
      return [...skipped, ...more.map((path) => ({ path, reason: "excluded" }) as const)];
    },
    read: (path) => workspace.read(path),
  };
}

const environment: NodeJS.ProcessEnv = {
  NODE_ENV: process.env.NODE_ENV,
  PATH: process.env.PATH ?? "/usr/bin:/bin",
  LC_ALL: "C",
  GIT_OPTIONAL_LOCKS: "0",
};

/** Paths relative to the folder; an ignored folder is one path that ends in "/". */
async function ignoredPaths(root: string): Promise<readonly string[]> {
  const settings = harmless.flatMap((setting) => ["-c", setting]);
  const what = ["--others", "--ignored", "--exclude-standard", "--directory", "-z"];
  try {
    const { stdout } = await run("git", [...settings, "-C", root, "ls-files", ...what], {
      env: environment,
      maxBuffer: 1 << 26,
      timeout: 20_000,
    });
    return stdout.split("\0").filter((path) => path !== "");
  } catch {
    // No repository, no git, or one that git does not trust: nothing is known to be ignored.
    return [];
  }
}
