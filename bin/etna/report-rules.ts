import { findRule, type RuleText, type ScanReport } from "#lib/engines/rules/index.ts";

/** A report, or one made by hand without what a repository asks for. */
export type FullReport = Omit<ScanReport, "customRules" | "problems" | "ignoreMarks" | "budgets"> &
  Partial<Pick<ScanReport, "customRules" | "problems" | "ignoreMarks" | "budgets">>;

export type RuleLookup = (id: string) => RuleText | undefined;

/** The words of each rule that reported: Etna's, and the repository's own. */
export function ruleLookup({
  customRules = [],
}: Pick<FullReport, "customRules" | "findings">): RuleLookup {
  const own = new Map(customRules.map((rule) => [rule.id, rule]));
  return (id) => findRule(id) ?? own.get(id);
}
