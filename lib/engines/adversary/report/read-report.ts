import { sha256 } from "@noble/hashes/sha2.js";
import { AppError, toHex, utf8 } from "#lib/base/index.ts";
import { type Report, reportSchema } from "./schema.ts";

/** A report of an earlier run, to compare with. */
export interface Baseline {
  readonly report: Report;
  /** SHA-256, hex, of its bytes. */
  readonly digest: string;
}

/** What is no report of ours is an `invalid_input`. */
export function readReport(text: string): Baseline {
  const result = reportSchema.safeParse(parsed(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    const where =
      issue === undefined ? "" : ` (${issue.path.map(String).join(".")}: ${issue.message})`;
    const message = `The report is not one that this version of Etna wrote${where}. Give the JSON of etna attack.`;
    throw new AppError("invalid_input", message);
  }
  return { report: result.data, digest: toHex(sha256(utf8(text))) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = "The report is no JSON. Give the file that etna attack --format json wrote.";
    throw new AppError("invalid_input", message, { cause });
  }
}
