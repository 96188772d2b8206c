import { z } from "zod";
import { operation } from "#app/_server/api/operation.ts";
import { cancelRuleFixes, readRuleFixes, startRuleFixes } from "#lib/services/runs/index.ts";
import { given } from "./pages.ts";

const area = "Runs";
const id = z.string().min(1).max(64);
const body = z.strictObject({
  ruleId: id,
  repositoryId: id.optional().describe("Only in this repository."),
});

const standing = {
  fixable: z
    .number()
    .int()
    .describe("Findings that the rule can repair and that nobody has asked about."),
  waiting: z.number().int().describe("Asked for, and waiting for room in a repository's budget."),
  underWay: z.number().int(),
  proposed: z.number().int().describe("Fixes that wait for a person."),
};

const ruleFixes = z.object(standing).meta({ id: "RuleFixes" });
const startedFixes = z
  .object({
    started: z.array(z.object({ id: z.string(), number: z.number().int() })),
    ...standing,
  })
  .meta({ id: "StartedFixes" });

export const startRuleFixesOperation = operation({
  id: "startRuleFixes",
  method: "POST",
  path: "/rule-fixes",
  area,
  summary: "Fix all that a rule found and can repair, one run a finding.",
  detail:
    "As many runs begin as each repository's budget allows now. The rest wait, and begin as fixes are decided: the gravest and oldest first. At most 500 are asked for at once. Repeated, it starts nothing twice and tells how things stand.",
  access: "run",
  startsWork: true,
  status: 202,
  refusals: [404],
  body,
  answer: startedFixes,
  run: ({ actor, organizationId }, input) =>
    startRuleFixes(actor, organizationId, given(input.body)),
});

export const cancelRuleFixesOperation = operation({
  id: "cancelRuleFixes",
  method: "POST",
  path: "/rule-fixes/cancel",
  area,
  summary: "Take back what waits of a rule's fixes.",
  detail: "Runs that have begun go on; cancel each of them by itself.",
  access: "run",
  status: 200,
  body,
  answer: ruleFixes,
  async run({ actor, organizationId }, input) {
    const of = given(input.body);
    await cancelRuleFixes(actor, organizationId, of);
    return await readRuleFixes(organizationId, of);
  },
});
