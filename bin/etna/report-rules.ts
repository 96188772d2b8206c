import { findRule, type RuleText, type ScanReport } from "#lib/engines/rules/index.ts";

/** A report that may also hold a repository's own rules and what could not be done as it was asked. */
export type FullReport = ScanReport & {
  readonly customRules?: readonly RuleText[];
  readonly problems?: readonly {
    readonly path: string;
    readonly line?: number;
    readonly ruleId?: string;
    readonly message: string;
  }[];
};

export type RuleLookup = (id: string) => RuleText | undefined;

/** The words of each rule that reported: Etna's, and the repository's own. */
export function ruleLookup({
  customRules = [],
}: Pick<FullReport, "customRules" | "findings">): RuleLookup {
  const own = new Map(customRules.map((rule) => [rule.id, rule]));
  return (id) => findRule(id) ?? own.get(id);
}
