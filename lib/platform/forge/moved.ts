import { AppError } from "#lib/base/index.ts";
import type { EtnaBranch } from "./review.ts";

/** A branch that does not stand where it was last seen. */
export function movedOrGone(branch: EtnaBranch, tip: string | null): AppError {
  const words =
    tip === null
      ? `${branch} was deleted. Look at its review first.`
      : `${branch} has moved to ${tip}. Look at the new commit first.`;
  return new AppError("conflict", words);
}
