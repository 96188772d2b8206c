import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import type { enums } from "#lib/platform/db/index.ts";
import type { CiReport } from "#lib/platform/forge/index.ts";

export type CiState = enums.CiState;

/** So long Etna waits for the customer's CI before it asks a person without it. */
export const ciPatienceMs = 60 * 60 * 1000;

const line = { id: "customer_ci", title: "Your CI on this head" } as const;

/** The card's line before there is anything to report. */
export function ciBefore(ci: "local" | "none" | "waiting"): ValidationCheck {
  const summary = {
    local: "A local repository has no CI that Etna could watch",
    none: "This repository has no CI",
    waiting: "Your CI is at work",
  }[ci];
  return { ...line, outcome: "not_run", summary };
}

export function ciUnreported(): ValidationCheck {
  const minutes = ciPatienceMs / 60_000;
  return {
    ...line,
    outcome: "not_run",
    summary: `Your CI did not report within ${minutes} minutes`,
  };
}

/** Counts alone: the card goes into a statement that is public, and names of jobs are not. */
export function ciAfter(head: CiReport, base: CiReport): ValidationCheck {
  const outcome = head.status === "passed" ? "passed" : "failed";
  return { ...line, outcome, summary: `${counted(head)}. ${onBase(base)}` };
}

export function counted({ jobs }: CiReport): string {
  const count = (status: CiReport["jobs"][number]["status"]) =>
    jobs.filter((job) => job.status === status).length;
  const parts = [`${count("passed")} ${count("passed") === 1 ? "job" : "jobs"} passed`];
  if (count("failed") > 0) parts.push(`${count("failed")} failed`);
  if (count("skipped") > 0) parts.push(`${count("skipped")} skipped`);
  return parts.join(", ");
}

function onBase(base: CiReport): string {
  switch (base.status) {
    case "passed":
      return "Green on base";
    case "failed":
      return `Red on base as well: ${counted(base)}`;
    default:
      return "Not known on base";
  }
}

/** The card says so already; what it says of the base commit, which does not change, stays. */
export function isOnCard(checks: readonly ValidationCheck[], head: CiReport): boolean {
  const entry = checks.find(({ id }) => id === line.id);
  return entry?.outcome === head.status && entry.summary.startsWith(`${counted(head)}. `);
}

/** The card with this line in the place of the one that it had. */
export function withCi(
  checks: readonly ValidationCheck[],
  entry: ValidationCheck,
): readonly ValidationCheck[] {
  return checks.map((check) => (check.id === line.id ? entry : check));
}

/** A person is asked now: the repository's CI is done, missing, or was red before the change. */
export function asksPerson(ciState: CiState): boolean {
  return ciState !== "waiting" && ciState !== "failed";
}
