import { decodeUtf8, isAppError } from "#lib/base/index.ts";
import { ownersOf, parseCodeOwners } from "#lib/engines/code-owners/index.ts";
import { parsePatch } from "#lib/engines/patch/index.ts";
import type { Forge, ReviewRef } from "#lib/platform/forge/index.ts";
import { log } from "#lib/platform/log/index.ts";

/** Where GitLab looks for the file; the first that is there counts. */
const places = ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];
const maxOwners = 3;

/**
 * Asks those who own the changed files to review, where the forge does not do so by itself. The file
 * is the base commit's: a fix does not choose who looks at it. What fails here holds up nothing.
 */
export async function askCodeOwners(
  forge: Forge,
  review: ReviewRef,
  { baseCommit, patch }: { readonly baseCommit: string; readonly patch: string },
): Promise<void> {
  const { host } = forge;
  if (host === null || host.asksCodeOwners) return;
  try {
    const owners = parseCodeOwners(await readFirst(forge, baseCommit));
    const asked = parsePatch(patch).flatMap(({ path }) => ownersOf(owners, path));
    const names = [...new Set(asked)].slice(0, maxOwners);
    if (names.length > 0) await host.requestReviewers(review, names);
  } catch (error) {
    if (!isAppError(error) || error.code === "internal") throw error;
    log.warn({ err: error, review: review.number }, "the owners of the code could not be asked");
  }
}

async function readFirst(forge: Forge, commit: string): Promise<string> {
  const snapshot = await forge.snapshot(commit);
  for (const path of places) {
    try {
      return decodeUtf8(await snapshot.read(path)) ?? "";
    } catch (error) {
      if (!isAppError(error, "not_found")) throw error;
    }
  }
  return "";
}
