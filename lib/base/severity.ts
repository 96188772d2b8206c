export const severities = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof severities)[number];

/** True when `severity` is at least as grave as `threshold`. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}
