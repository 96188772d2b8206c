import { AppError } from "#lib/base/index.ts";
import type { Suite } from "./suite.ts";

export interface SuiteFile {
  /** As it is named in errors; its name ends in .yaml. */
  readonly path: string;
  readonly text: string;
}

/** Reads seeds strictly, one a file. What is wrong is one `invalid_input` that lists the first faults by file and line. */
export function readSuite(_files: Iterable<SuiteFile>): Suite {
  throw new AppError("internal", "Not joined yet.");
}
