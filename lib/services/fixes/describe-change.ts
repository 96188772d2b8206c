import { createHash } from "node:crypto";
import type { FileChange } from "#lib/base/index.ts";
import { renderPatch } from "#lib/engines/patch/index.ts";
import { patchId } from "#lib/platform/forge/index.ts";

export interface DescribedChange {
  /** The exact text of `fix.patch`. */
  readonly patch: string;
  readonly patchSha256: string;
  readonly patchId: string;
}

export async function describeChange(changes: readonly FileChange[]): Promise<DescribedChange> {
  const patch = renderPatch(changes);
  const patchSha256 = createHash("sha256").update(patch).digest("hex");
  return { patch, patchSha256, patchId: await patchId(patch) };
}
