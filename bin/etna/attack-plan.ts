import {
  type Plan,
  planDigest,
  planJson,
  previewPlan,
  type Suite,
} from "#lib/engines/adversary/index.ts";
import { clip, count, table } from "./terminal.ts";
import { visible } from "./visible.ts";

/** What would be sent, for a person: every case with its first words, and how much it is at most. */
export function planText(suite: Suite, plan: Plan): string {
  const previews = [...previewPlan(suite, plan)];
  const attacks = plan.cases.filter(({ kind }) => kind === "attack").length;
  const most = previews.reduce((sum, each) => sum + each.mostRequests, 0);
  const rows = previews.map(({ planned, turns, says }) => [
    visible(planned.id),
    count(turns, "turn"),
    clip(visible(says.replace(/\s+/g, " ")), 80),
  ]);
  const missing = new Map<string, string[]>();
  for (const { seedId, missing: needs } of plan.notTested) {
    const key = needs.join(", ");
    missing.set(key, [...(missing.get(key) ?? []), seedId]);
  }
  const holes = [...missing].map(
    ([needs, seeds]) => `Not tested, as the target does not declare ${needs}: ${seeds.join(", ")}.`,
  );
  return [
    ...table(rows),
    ...(rows.length === 0 ? [] : [""]),
    ...holes,
    `${count(attacks, "attack")} and ${count(plan.cases.length - attacks, "ordinary task")}, seed ${visible(plan.seed)}, profile ${plan.profile}.`,
    `At most ${count(most, "request")}, without what the agent makes of one. Nothing was sent.`,
    `Suite ${plan.suite}, plan ${planDigest(plan)}.`,
    "",
  ].join("\n");
}

/** The plan’s canonical JSON: the same bytes wherever it is made. */
export function planBytes(plan: Plan): string {
  return `${planJson(plan)}\n`;
}
