import type { Capability } from "../capabilities.ts";
import type { GatePolicy } from "../gate/policy.ts";
import type { CaseSummary, Plan } from "../results.ts";
import type { Suite } from "../seed/suite.ts";
import type { Baseline } from "./read-report.ts";

/** What a report is made of. */
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
    readonly file?: string | undefined;
  };
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly stopped: string | null;
  readonly policy: GatePolicy;
  readonly baseline: Baseline | null;
  /** What a reproducer needs besides, such as `--suite` and a folder. */
  readonly reproducerOptions?: readonly string[] | undefined;
}
