import {
  configJsonSchema,
  configPath,
  findRule,
  type RuleText,
  ruleTexts,
} from "#lib/engines/rules/index.ts";

/** What a page tells of a rule: everything but its code. */
export type RuleView = Pick<
  RuleText,
  | "id"
  | "title"
  | "fixTitle"
  | "cwe"
  | "severity"
  | "fixClass"
  | "languages"
  | "why"
  | "notSeen"
  | "offByDefault"
  | "examples"
>;

export function describeRule(id: string): RuleView | null {
  return findRule(id) ?? null;
}

export function listRules(): readonly RuleView[] {
  return ruleTexts;
}

/** Where a repository says what it asks of a scan, and the JSON Schema of it. */
export function describeConfig(): { readonly path: string; readonly schema: object } {
  return { path: configPath, schema: configJsonSchema() };
}
