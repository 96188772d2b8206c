import { AppError } from "#lib/base/index.ts";
import type { Report } from "./schema.ts";

/** A report of an earlier run, to compare with. */
export interface Baseline {
  readonly report: Report;
  /** SHA-256, hex, of its bytes. */
  readonly digest: string;
}

/** What is no report of ours is an `invalid_input`. */
export function readReport(_text: string): Baseline {
  throw new AppError("internal", "Not joined yet.");
}
