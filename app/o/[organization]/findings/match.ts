import { z } from "zod";
import { type Query, queryValue } from "#app/_server/query.ts";
import { isId, severities } from "#lib/base/index.ts";
import {
  type FindingMatch,
  findingGroupings,
  findingOrders,
  findingStates,
  fixStandings,
} from "#lib/services/findings/index.ts";

export const ages = ["7", "30", "90"] as const;

const state = z.enum([...findingStates, "all"]);
const severity = z.enum(severities);
const repositoryId = z.string().refine((id) => isId("repository", id));
const ruleText = z.string().min(1).max(200);
const fix = z.enum(fixStandings);
const search = z.string().trim().min(1).max(100);

/** The filters as a form carries them on, JSON. */
export const matchSchema = z
  .strictObject({
    state,
    severity,
    repositoryId,
    ruleId: ruleText,
    ruleFamily: ruleText,
    olderThanDays: z.number().int().min(0).max(3650),
    overdue: z.boolean(),
    fix,
    search,
    seenBy: z.iso.datetime().transform((text) => new Date(text)),
  })
  .partial();

/** What the address asks for. "js/" stands for all rules of that family. */
export function readMatch(query: Query): FindingMatch {
  const given = {
    state: queryValue(query, "state", state) ?? "open",
    severity: queryValue(query, "severity", severity),
    repositoryId: queryValue(query, "repository", repositoryId),
    ...ruleOf(queryValue(query, "rule", ruleText)),
    olderThanDays: queryValue(query, "age", z.enum(ages).transform(Number)),
    overdue: queryValue(
      query,
      "due",
      z.literal("over").transform(() => true),
    ),
    fix: queryValue(query, "fix", fix),
    search: queryValue(query, "q", search),
  };
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as FindingMatch;
}

function ruleOf(rule: string | undefined) {
  if (rule === undefined) return {};
  return rule.endsWith("/") ? { ruleFamily: rule.slice(0, -1) } : { ruleId: rule };
}

export function readView(query: Query) {
  return {
    sort: queryValue(query, "sort", z.enum(findingOrders)) ?? "severity",
    group: queryValue(query, "group", z.enum(findingGroupings)),
    after: queryValue(
      query,
      "after",
      z.string().refine((id) => isId("finding", id)),
    ),
  };
}

/** The same address with other values; an empty one takes the parameter away. */
export function withQuery(query: Query, changes: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, ...changes })) {
    if (typeof value === "string" && value !== "" && name !== "after") next.set(name, value);
  }
  return next.size > 0 ? `?${next}` : "?";
}
