import type { MergeMethod } from "../bare-repository.ts";
import { ForgeRefusal } from "../forge.ts";
import type { FaceAnswer } from "../server.ts";
import { type Call, changeOf, ok, projectOf, refuse, textOf } from "./call.ts";
import { detailedStatus, mergeRequestOf } from "./merge-request.ts";

/** `PUT …/merge`: 405 where it is not mergeable, 409 for another head, 401 without the right. */
export async function acceptMergeRequest(call: Call): Promise<FaceAnswer> {
  const repository = projectOf(call, "write");
  const change = changeOf(call, repository);
  const { forge, token, settings } = call;
  const sha = textOf(call, "sha");
  if (sha !== undefined && sha !== change.headSha) {
    throw refuse(409, `SHA does not match HEAD of source branch: ${change.headSha}`);
  }
  settings.extrasOf(repository, change).looksLeft = 0;
  const detailed = await detailedStatus(call, repository, change);
  if (detailed === "conflict") throw refuse(422, "Branch cannot be merged");
  if (detailed !== "mergeable") throw refuse(405, "405 Method Not Allowed");
  const { mergeMethod } = settings.of(repository);
  const squash = textOf(call, "squash") === "true";
  const plain: MergeMethod = mergeMethod === "ff" ? "fast_forward" : "merge";
  const squashed: MergeMethod = mergeMethod === "ff" ? "squash" : "squash_merge";
  try {
    await forge.merge(repository, change, token.user, squash ? squashed : plain);
  } catch (error) {
    if (error instanceof ForgeRefusal) throw refuse(422, "Branch cannot be merged");
    throw error;
  }
  if (textOf(call, "should_remove_source_branch") === "true") {
    await forge.deleteBranch(change.headRepository, change.headBranch, token.user);
  }
  return ok(await mergeRequestOf(call, repository, change));
}

export async function rebaseMergeRequest(call: Call): Promise<FaceAnswer> {
  const repository = projectOf(call, "write");
  const change = changeOf(call, repository);
  await call.forge.rebase(repository, change, call.token.user);
  return { status: 202, body: { rebase_in_progress: true } };
}
