import type { SarifResult, SarifRule, SarifRun } from "./schemas.ts";

export interface RuleIndex {
  readonly driver: readonly SarifRule[];
  readonly extensions: readonly (readonly SarifRule[])[];
  readonly byId: ReadonlyMap<string, SarifRule>;
}

export function ruleIndexOf({ tool }: SarifRun): RuleIndex {
  const driver = tool.driver.rules ?? [];
  const extensions = (tool.extensions ?? []).map((each) => each.rules ?? []);
  const byId = new Map([...extensions.flat(), ...driver].map((rule) => [rule.id, rule]));
  return { driver, extensions, byId };
}

/** The rule that a result names by index, by id, or by the id it stands below (SARIF §3.27.5-7). */
export function findSarifRule(index: RuleIndex, result: SarifResult): SarifRule | undefined {
  const { ruleId, ruleIndex, rule } = result;
  const extension = rule?.toolComponent?.index;
  const list =
    extension === undefined || extension < 0 ? index.driver : index.extensions[extension];
  const byIndex = list?.[rule?.index ?? ruleIndex ?? -1];
  const id = ruleId ?? rule?.id;
  if (byIndex !== undefined && (id === undefined || isBelow(id, byIndex.id))) return byIndex;
  if (id === undefined) return undefined;
  return index.byId.get(id) ?? index.byId.get(id.slice(0, Math.max(0, id.lastIndexOf("/"))));
}

function isBelow(id: string, ruleId: string): boolean {
  return id === ruleId || id.startsWith(`${ruleId}/`);
}
