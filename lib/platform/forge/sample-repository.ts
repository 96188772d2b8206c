import { mkdir, readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError, repositoryPathFault } from "#lib/base/index.ts";
import { openGit } from "./git.ts";
import { writeCommit } from "./write-commit.ts";

export interface SampleOptions {
  readonly objectFormat?: "sha1" | "sha256";
  /** Time of the one commit, Unix seconds; the same files then give the same commit. */
  readonly unixSeconds?: number;
}

/**
 * Makes a bare repository at `path` with one commit on `main` and returns the commit. Throws
 * `conflict` where the folder exists and is not empty.
 */
export async function createSampleRepository(
  path: string,
  files: ReadonlyMap<string, string>,
  { objectFormat = "sha1", unixSeconds = 1_767_225_600 }: SampleOptions = {},
): Promise<string> {
  for (const name of files.keys()) {
    const fault = repositoryPathFault(name);
    if (fault !== null) throw new AppError("invalid_input", `The path ${name} ${fault}.`);
  }
  await mkdir(path, { recursive: true });
  if ((await readdir(path)).length > 0) {
    throw new AppError("conflict", "The folder for the sample repository is not empty.");
  }
  const gitDir = resolve(path);
  const git = openGit({ gitDir, timeoutMs: 60_000 });
  const init = ["init", "--quiet", "--bare", "--template=", "--initial-branch=main"];
  await git.text([...init, `--object-format=${objectFormat}`], { makesRepository: true });
  const edits = [...files].map(([name, text]) => ({
    path: name,
    content: { text, mode: "100644" as const },
  }));
  const message = "Add the sample\n";
  const { commit } = await writeCommit(git, { parent: null, edits, message, unixSeconds });
  await git.text(["update-ref", "refs/heads/main", commit]);
  return commit;
}
