import { AppError } from "#lib/base/index.ts";
import type { Baseline } from "../report/read-report.ts";
import type { Report } from "../report/schema.ts";
import type { GatePolicy } from "./policy.ts";

/** Judges a run by its report alone, so that whoever has the report can judge it again. */
export function judgeRun(
  _report: Omit<Report, "gate">,
  _policy: GatePolicy,
  _baseline: Baseline | null,
): Report["gate"] {
  throw new AppError("internal", "Not joined yet.");
}
