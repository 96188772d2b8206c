import { z } from "zod";
import { operation } from "#app/_server/api/operation.ts";
import { nothingHere } from "#app/_server/problem.ts";
import {
  type CaseFilter,
  cancelCampaign,
  categoryIds,
  listCampaigns,
  listCases,
  listTargets,
  profileNames,
  readCampaign,
  readTarget,
  startCampaign,
  verdicts,
} from "#lib/services/campaigns/index.ts";
import { campaign, campaignCase, campaignDetail, target, targetDetail } from "./campaign-models.ts";
import { chainQuery, given, idText, page, pageOf, pageQuery } from "./pages.ts";

const area = "Campaigns";
const id = z.string().min(1).max(64);

export const listTargetsOperation = operation({
  id: "listTargets",
  method: "GET",
  path: "/targets",
  area,
  summary: "Agents under test, by name.",
  access: "read",
  status: 200,
  answer: z.object({ items: z.array(target) }),
  run: async ({ organizationId }) => ({ items: await listTargets(organizationId) }),
});

export const getTargetOperation = operation({
  id: "getTarget",
  method: "GET",
  path: "/targets/{id}",
  area,
  summary: "One agent under test, with its policy and its caps.",
  access: "read",
  status: 200,
  answer: targetDetail,
  async run({ organizationId }, input) {
    const found = await readTarget(organizationId, input.id);
    if (found === null) throw nothingHere();
    return found;
  },
});

export const listCampaignsOperation = operation({
  id: "listCampaigns",
  method: "GET",
  path: "/campaigns",
  area,
  summary: "Campaigns, newest first.",
  access: "read",
  status: 200,
  query: z.strictObject({
    targetId: idText,
    underWay: z.literal("true").optional().describe("Only those that are not over."),
    ...pageQuery,
  }),
  answer: pageOf(campaign),
  async run({ organizationId }, { query: { limit, underWay, ...filter } }) {
    const campaigns = await listCampaigns(organizationId, {
      ...given(filter),
      underWay: underWay === "true",
      limit: limit + 1,
    });
    return page(campaigns, limit, (each) => each.id);
  },
});

export const startCampaignOperation = operation({
  id: "startCampaign",
  method: "POST",
  path: "/campaigns",
  area,
  summary: "Attack an agent with the suite.",
  detail:
    "While one is under way against the target, that one is the answer. A target whose address was not shown to be the organization’s is answered 412. Ask for the campaign again to see how it goes.",
  access: "run",
  startsWork: true,
  status: 202,
  refusals: [404, 412],
  body: z.strictObject({
    targetId: id,
    profile: z.enum(profileNames).optional().describe("By default the target’s own."),
    seed: z
      .string()
      .regex(/^[\x21-\x7e]{1,64}$/)
      .optional()
      .describe(
        "What all chance comes from: the same seed is the same plan. By default a fresh one.",
      ),
    baselineId: id
      .nullable()
      .optional()
      .describe("The campaign to compare with; by default the newest of the profile that ended."),
  }),
  answer: campaignDetail,
  async run({ actor, organizationId }, { body }) {
    const started = await startCampaign(actor, organizationId, given(body));
    return await requireCampaign(organizationId, started.id);
  },
});

export const getCampaignOperation = operation({
  id: "getCampaign",
  method: "GET",
  path: "/campaigns/{id}",
  area,
  summary: "One campaign, with its report once there is one.",
  access: "read",
  status: 200,
  answer: campaignDetail,
  run: ({ organizationId }, input) => requireCampaign(organizationId, input.id),
});

export const cancelCampaignOperation = operation({
  id: "cancelCampaign",
  method: "POST",
  path: "/campaigns/{id}/cancel",
  area,
  summary: "Ask a campaign to stop.",
  detail:
    "It stops before its next attempt and reports what was found so far. One that is over is answered 409.",
  access: "run",
  status: 202,
  answer: campaignDetail,
  async run({ actor, organizationId }, input) {
    await cancelCampaign(actor, organizationId, input.id);
    return await requireCampaign(organizationId, input.id);
  },
});

export const listCasesOperation = operation({
  id: "listCases",
  method: "GET",
  path: "/campaigns/{id}/cases",
  area,
  summary: "The cases of a campaign that have begun, in the order of its plan.",
  access: "read",
  status: 200,
  query: z.strictObject({
    verdict: z.enum(verdicts).optional(),
    category: z.enum(categoryIds).optional(),
    kind: z.enum(["attack", "benign"]).optional(),
    ...chainQuery,
  }),
  answer: pageOf(campaignCase),
  async run({ organizationId }, { id: campaignId, query: { after, ...filter } }) {
    await requireCampaign(organizationId, campaignId);
    // A place is a position and one more: the first one is 0, and 0 is no place of a chain.
    const place = after === undefined ? {} : { after: Number(after) - 1 };
    const wanted: CaseFilter = { ...given(filter), ...place };
    const { cases, next } = await listCases(organizationId, campaignId, wanted);
    return { items: cases, next: next === null ? null : String(next + 1) };
  },
});

async function requireCampaign(organizationId: string, campaignId: string) {
  const found = await readCampaign(organizationId, campaignId);
  if (found === null) throw nothingHere();
  return found;
}
