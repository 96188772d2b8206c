/** The steps of each kind of run, in order, as the run's page shows them. */
export const runSteps = {
  scan: ["snapshot", "scan"],
  fix: ["snapshot", "patch", "validate", "branch", "review"],
} as const;

export type RunKind = keyof typeof runSteps;
