import type { Severity } from "#lib/base/index.ts";

export const severityWord: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};
