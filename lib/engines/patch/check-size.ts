import { type FileChange, utf8 } from "#lib/base/index.ts";
import { textHunks } from "./text-hunks.ts";
import type { ValidationCheck } from "./validation-check.ts";

export interface PatchLimits {
  /** Added and deleted lines together. */
  readonly maxChangedLines: number;
  readonly maxFiles: number;
  /** Bytes of the added and deleted lines, so that one endless line is not a small change. */
  readonly maxChangedBytes: number;
}

export const defaultPatchLimits: PatchLimits = {
  maxChangedLines: 120,
  maxFiles: 10,
  maxChangedBytes: 16_384,
};

export function checkSize(
  changes: readonly FileChange[],
  limits: PatchLimits = defaultPatchLimits,
): ValidationCheck {
  const lines = changes
    .flatMap(({ before, after }) => textHunks(before ?? "", after ?? ""))
    .flatMap((hunk) => hunk.lines)
    .filter((line) => /^[+-]/.test(line));
  const additions = lines.filter((line) => line.startsWith("+")).length;
  const changedBytes = lines.reduce((sum, line) => sum + utf8(line).length - 1, 0);
  const faults = [
    lines.length > limits.maxChangedLines ? `limit ${limits.maxChangedLines} lines` : null,
    changes.length > limits.maxFiles ? `${changes.length} files, limit ${limits.maxFiles}` : null,
    changedBytes > limits.maxChangedBytes
      ? `${changedBytes} bytes, limit ${limits.maxChangedBytes}`
      : null,
  ].filter((fault) => fault !== null);
  const bound = faults.length > 0 ? faults.join(", ") : `limit ${limits.maxChangedLines} lines`;
  return {
    id: "size",
    title: "Small enough",
    outcome: faults.length === 0 ? "passed" : "failed",
    summary: `+${additions} −${lines.length - additions}, ${bound}`,
  };
}
