import { etnaBranch, type ReviewRef } from "#lib/platform/forge/index.ts";

/** Where the review of a stored fix is found on its forge. */
export function reviewOf(fix: {
  readonly branch: string;
  readonly targetBranch: string;
  readonly reviewNumber: number | null;
  readonly reviewUrl: string | null;
}): ReviewRef {
  return {
    branch: etnaBranch(fix.branch),
    targetBranch: fix.targetBranch,
    number: fix.reviewNumber,
    url: fix.reviewUrl,
  };
}
