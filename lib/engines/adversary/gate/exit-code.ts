import type { Report } from "../report/schema.ts";

/** Of `etna attack`. 2 is a fault of configuration, which comes before any report. */
export const exitCodes = { passed: 0, failed: 1, unjudged: 3, too_little: 4 } as const;

export function exitCode({ gate }: Pick<Report, "gate">): 0 | 1 | 3 | 4 {
  return exitCodes[gate.outcome];
}
