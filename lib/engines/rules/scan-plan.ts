import { AppError, type Workspace } from "#lib/base/index.ts";
import { readConfig, type ScanPolicy } from "./config/read-config.ts";
import { configPath } from "./config/schema.ts";
import { readCustomRules } from "./custom/read-rules.ts";
import { type CustomDefinition, customId } from "./custom/schema.ts";
import { ruleTexts } from "./list.ts";
import type { ScanProblem } from "./rule.ts";

/** What a scan is going to do: what was asked for, and what the repository asks of it. */
export interface ScanPlan {
  readonly policy: ScanPolicy;
  readonly definitions: readonly CustomDefinition[];
  readonly ruleIds: readonly string[];
  readonly knownIds: readonly string[];
  readonly problems: readonly ScanProblem[];
}

/** Throws `invalid_input` where `asked` names a rule that there is not. */
export async function planScan(
  workspace: Workspace,
  asked: readonly string[] | undefined,
): Promise<ScanPlan> {
  const policy = await readConfig(workspace);
  const own = policy.customRules
    ? await readCustomRules(workspace)
    : { definitions: [], problems: [] };
  const ownIds = own.definitions.map(customId);
  const knownIds = [...ruleTexts.map(({ id }) => id), ...ownIds];
  const known = new Set(knownIds);
  const unknown = asked?.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new AppError(
      "invalid_input",
      `There is no rule "${unknown}". Known rules: ${knownIds.join(", ")}.`,
    );
  }
  const ruleIds = asked ?? [
    ...ruleTexts.flatMap(({ id, offByDefault }) =>
      policy.isOn(id, offByDefault === undefined) ? [id] : [],
    ),
    ...ownIds.filter((id) => policy.isOn(id, true)),
  ];
  return {
    policy,
    definitions: own.definitions,
    ruleIds,
    knownIds,
    problems: [...policy.problems, ...unknownNames(policy, knownIds), ...own.problems],
  };
}

/** A rule that is switched off under a wrong name stays on: somebody should know. */
function unknownNames({ named }: ScanPolicy, knownIds: readonly string[]): ScanProblem[] {
  const families = new Set(["custom", ...knownIds.map((id) => id.slice(0, id.indexOf("/")))]);
  const known = new Set(knownIds);
  return [...named].flatMap(([name, line]) => {
    const isKnown = name.endsWith("/*") ? families.has(name.slice(0, -2)) : known.has(name);
    if (isKnown) return [];
    return [{ path: configPath, line, message: `There is no rule \`${name}\`.` }];
  });
}
