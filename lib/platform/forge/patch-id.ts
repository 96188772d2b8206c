import { AppError } from "#lib/base/index.ts";
import { type Git, openGit } from "./git.ts";

/** `git patch-id --stable` of a patch. Throws `invalid_input` where it holds not one text change. */
export async function patchId(patch: string): Promise<string> {
  return stablePatchId(openGit({ gitDir: "/dev/null", timeoutMs: 10_000 }), patch);
}

export async function stablePatchId(git: Git, patch: Uint8Array | string): Promise<string> {
  const line = await git.text(["patch-id", "--stable"], { input: patch });
  const id = /^([0-9a-f]+) [0-9a-f]+$/.exec(line)?.[1];
  if (id === undefined) throw new AppError("invalid_input", "The patch changes no line of text.");
  return id;
}
