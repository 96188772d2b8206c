import { isVulnerableDependency } from "#lib/engines/rules/index.ts";

/** A rule before a model; a package is raised by no model. */
export function whoFixes({
  ruleId,
  fixable,
}: {
  readonly ruleId: string;
  readonly fixable: boolean;
}): "rule" | "model" | "person" {
  if (fixable) return "rule";
  return isVulnerableDependency(ruleId) ? "person" : "model";
}
