import type { ValidationCheck } from "#lib/engines/patch/index.ts";

/** "7 passed, 1 not run". What was not run is said, never counted as passed. */
export function validationSummary(checks: readonly ValidationCheck[]): string {
  const count = (outcome: ValidationCheck["outcome"]) =>
    checks.filter((check) => check.outcome === outcome).length;
  const parts = [`${count("passed")} passed`];
  if (count("failed") > 0) parts.push(`${count("failed")} failed`);
  if (count("not_run") > 0) parts.push(`${count("not_run")} not run`);
  return parts.join(", ");
}
