import { AppError } from "#lib/base/index.ts";

// A wrong count would come out as a number like any other, and be signed.

/** Whole numbers with 0 <= part <= whole, or an `internal` error. */
export function requirePart(part: number, whole: number): void {
  const areCounts = Number.isSafeInteger(part) && Number.isSafeInteger(whole);
  if (!areCounts || part < 0 || part > whole) {
    throw new AppError("internal", `There is no share of ${part} in ${whole}.`);
  }
}

/** More than 0 and less than 1, or an `internal` error. */
export function requireConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new AppError("internal", `A confidence of ${confidence} is not between 0 and 1.`);
  }
}
