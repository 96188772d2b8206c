import type { Filter } from "#components/lists/filter-bar.tsx";
import { severityWord } from "#components/ui/severity-word.ts";
import { severities } from "#lib/base/index.ts";
import {
  type FindingMatch,
  type findingGroupings,
  type findingOrders,
  findingStates,
} from "#lib/services/findings/index.ts";
import { ages } from "./match.ts";

const stateWords = {
  open: "Open",
  fixed: "Fixed",
  ignored: "Ignored",
  snoozed: "Snoozed",
  rejected: "Fix rejected",
} as const;

export interface FilterChoices {
  readonly repositories: readonly { readonly id: string; readonly name: string }[];
  /** Ids of rules that found something. */
  readonly rules: readonly string[];
  readonly sort: (typeof findingOrders)[number];
  readonly group: (typeof findingGroupings)[number] | undefined;
}

export function findingFilters(match: FindingMatch, choices: FilterChoices): readonly Filter[] {
  const rule = match.ruleFamily === undefined ? (match.ruleId ?? "") : `${match.ruleFamily}/`;
  return [
    filter("state", "State", match.state === "open" ? "" : (match.state ?? ""), [
      ["", stateWords.open],
      ...findingStates
        .filter((value) => value !== "open")
        .map((value) => [value, stateWords[value]] as const),
      ["all", "Any state"],
    ]),
    filter("severity", "Severity", match.severity ?? "", [
      ["", "Any severity"],
      ...severities.map((value) => [value, severityWord[value]] as const),
    ]),
    filter("repository", "Repository", match.repositoryId ?? "", [
      ["", "Any repository"],
      ...choices.repositories.map(({ id, name }) => [id, name] as const),
    ]),
    filter("rule", "Rule", rule, [
      ["", "Any rule"],
      ...ruleOptions(rule === "" ? choices.rules : [...choices.rules, rule]),
    ]),
    filter("age", "Age", match.olderThanDays === undefined ? "" : `${match.olderThanDays}`, [
      ["", "Any age"],
      ...ages.map((days) => [days, `Older than ${days} days`] as const),
    ]),
    filter("due", "Deadline", match.overdue ? "over" : "", [
      ["", "Any deadline"],
      ["over", "Overdue"],
    ]),
    filter("fix", "Fix", match.fix ?? "", [
      ["", "Any fix or none"],
      ["rule", "A rule can fix it"],
      ["open", "Has a fix"],
      ["none", "No rule can fix it"],
    ]),
    filter("sort", "Order", choices.sort === "severity" ? "" : choices.sort, [
      ["", "Gravest first"],
      ["due", "Due first"],
    ]),
    filter("group", "Groups", choices.group ?? "", [
      ["", "One by one"],
      ["rule", "By rule"],
      ["repository", "By repository"],
      ["severity", "By severity"],
    ]),
  ];
}

/** Families first, where they have more than one rule here. */
function ruleOptions(rules: readonly string[]): readonly (readonly [string, string])[] {
  const ids = [...new Set(rules)].filter((id) => !id.endsWith("/")).sort();
  const families = [...new Set(rules.filter((id) => id.includes("/")).map(familyOf))].sort();
  return [
    ...families.map((family) => [`${family}/`, `All of ${family}/`] as const),
    ...ids.map((id) => [id, id] as const),
  ];
}

function familyOf(ruleId: string): string {
  return ruleId.slice(0, ruleId.indexOf("/"));
}

function filter(
  name: string,
  label: string,
  value: string,
  options: readonly (readonly [value: string, label: string])[],
): Filter {
  return {
    name,
    label,
    value,
    options: options.map(([each, word]) => ({ value: each, label: word })),
  };
}
