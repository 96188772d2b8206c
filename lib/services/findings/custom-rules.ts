import type { ScanReport } from "#lib/engines/rules/index.ts";

/** Under which name the texts of a repository's own rules are kept, beside those of other scanners. */
export const customDetector = "Rules of the repository";

/** What a repository's own rules say of themselves, as a stranger's markdown. */
export function customRuleTexts({ customRules }: Pick<ScanReport, "customRules">) {
  return {
    tool: customDetector,
    ruleTexts: new Map(
      customRules.flatMap(({ id, why, title }) => (why === title ? [] : [[id, why] as const])),
    ),
  };
}
