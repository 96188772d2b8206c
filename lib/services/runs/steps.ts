/** The steps of each kind of run, in order, as the run's page shows them. */
export const runSteps = {
  scan: ["snapshot", "scan", "upload"],
  fix: ["snapshot", "patch", "validate", "branch", "review"],
} as const;

/** Shown once they have begun: not every run has them. */
export const optionalSteps: readonly string[] = ["upload"];

export type RunKind = keyof typeof runSteps;
