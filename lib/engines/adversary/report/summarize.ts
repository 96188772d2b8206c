import { AppError } from "#lib/base/index.ts";
import type { Capability } from "../capabilities.ts";
import type { GatePolicy } from "../gate/policy.ts";
import type { CaseSummary, Plan } from "../results.ts";
import type { Suite } from "../seed/suite.ts";
import type { Baseline } from "./read-report.ts";
import type { Report } from "./schema.ts";

export interface RunFacts {
  readonly plan: Plan;
  readonly suite: Suite;
  readonly results: Iterable<CaseSummary>;
  readonly target: {
    readonly name: string;
    /** Of its target file, such as `http` or `openai-chat`. */
    readonly kind: string;
    readonly capabilities: Iterable<Capability>;
    /** What `--target` is given in a reproducer; its name where there is no file. */
    readonly file?: string;
  };
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly stopped: string | null;
  readonly policy: GatePolicy;
  readonly baseline: Baseline | null;
}

/** The report of a run, judged by its gate. */
export function summarize(_facts: RunFacts): Report {
  throw new AppError("internal", "Not joined yet.");
}
