import { endedCampaign, specOf, targetByHand } from "../campaign-world.ts";
import { addReportedCampaigns } from "../reported-campaigns.ts";
import { type ActionEntry, freshCampaign, freshTarget, memberForm } from "./action-entry.ts";
import type { Ground } from "./ground.ts";
import type { Target } from "./target.ts";
import { plant } from "./words.ts";

const campaigns = "app/o/[organization]/campaigns/actions.ts";
const targets = "app/o/[organization]/campaigns/targets/actions.ts";
const policies = "app/o/[organization]/campaigns/targets/policy-actions.ts";
const nowhere = { origin: "http://127.0.0.1:9" };

/** A target of this name, which is typed to put it away. */
async function freshNamedTarget(ground: Ground): Promise<Partial<Target>> {
  await freshTarget(ground);
  const { w, a } = ground;
  const fresh = plant();
  return { fresh, attackTargetId: await targetByHand(w.world, w.s, a, fresh) };
}

/** A campaign that ended with a breach, of a target that is made of a repository. */
async function freshBreach(ground: Ground): Promise<Partial<Target>> {
  await freshTarget(ground);
  const { w, a, target } = ground;
  const made = await targetByHand(w.world, w.s, a, plant(), target.repositoryId);
  const { id, caseId } = await endedCampaign(w.world, w.s, a, made, "LLM01-001");
  return { attackTargetId: made, campaignId: id, caseId };
}

async function freshReport({ w, a }: Ground): Promise<Partial<Target>> {
  const [campaignId = ""] = await addReportedCampaigns(w.world.database.query, a.organizationId, [
    { agent: plant() },
  ]);
  return { campaignId };
}

/** A breach that is accepted, to be taken back. */
async function freshWaiver(ground: Ground): Promise<Partial<Target>> {
  const made = await freshTarget(ground);
  const { w, a } = ground;
  await w.s.campaigns.addWaiver(a.as("owner"), a.organizationId, made.attackTargetId ?? "", {
    ...{ seed: "LLM01-001", reason: "Known and harmless.", expires: "2099-01-31" },
  });
  return made;
}

const percentages = { budget: "7", minUtility: "90", maxUnjudged: "10", minCases: "20" };
const categories = Array.from({ length: 10 }, (_, index) => String(index + 1).padStart(2, "0"));
const noBudgets = Object.fromEntries(
  categories.flatMap((number) => [
    [`budget-LLM${number}`, ""],
    [`budget-ASI${number}`, ""],
  ]),
);

/** What members ask of agents under test and of campaigns. */
export const campaignActions: Readonly<Record<string, ActionEntry>> = {
  [`${campaigns} startAction`]: {
    may: "developer",
    args: memberForm((t) => ({ targetId: t.attackTargetId, profile: "smoke", seed: "" })),
    ready: freshTarget,
  },
  [`${campaigns} cancelCampaignAction`]: {
    may: "developer",
    args: memberForm((t) => ({ campaignId: t.campaignId })),
    ready: freshCampaign,
  },
  [`${campaigns} runAgainAction`]: {
    may: "developer",
    args: memberForm((t) => ({ campaignId: t.campaignId })),
    ready: freshBreach,
  },
  [`${campaigns} makeFindingAction`]: {
    may: "developer",
    args: memberForm((t) => ({ campaignId: t.campaignId, caseId: t.caseId })),
    ready: freshBreach,
  },
  [`${campaigns} signReportAction`]: {
    may: "approver",
    args: memberForm((t) => ({ campaignId: t.campaignId })),
    ready: freshReport,
  },
  [`${targets} createTargetAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({
      ...{ kind: "file", repositoryId: "" },
      file: specOf(nowhere, { name: t.fresh }),
    })),
    ready: async (ground) => {
      await freshTarget(ground);
      return { fresh: plant() };
    },
    // An address belongs to no house before it shows whose it is: an admin of any may name it.
    capability: [],
  },
  [`${targets} updateTargetAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({
      ...{ targetId: t.attackTargetId, kind: "file", repositoryId: "" },
      file: specOf(nowhere, { name: t.fresh }),
    })),
    ready: async (ground) => ({ ...(await freshTarget(ground)), fresh: plant() }),
  },
  [`${targets} proveAction`]: {
    may: "developer",
    args: memberForm((t) => ({ targetId: t.attackTargetId })),
    ready: freshTarget,
  },
  [`${targets} newTokenAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({ targetId: t.attackTargetId })),
    ready: freshTarget,
  },
  [`${targets} tryAction`]: {
    may: "developer",
    args: memberForm((t) => ({ targetId: t.attackTargetId })),
    ready: freshTarget,
  },
  [`${targets} archiveTargetAction`]: {
    may: "admin",
    args: memberForm((t) => ({ targetId: t.attackTargetId, name: t.fresh })),
    ready: freshNamedTarget,
  },
  [`${policies} scheduleAction`]: {
    may: "admin",
    args: memberForm((t) => ({
      ...{ targetId: t.attackTargetId, schedule: "weekly", profile: "standard" },
    })),
    ready: freshTarget,
  },
  [`${policies} capsAction`]: {
    may: "admin",
    fresh: true,
    args: memberForm((t) => ({
      ...{ targetId: t.attackTargetId, maxRequests: "900", requestsPerMinute: "60" },
      ...{ concurrency: "2", maxMinutes: "30", maxCostUsd: "" },
    })),
    ready: freshTarget,
  },
  [`${policies} policyAction`]: {
    may: "admin",
    args: memberForm((t) => ({ targetId: t.attackTargetId, ...percentages, ...noBudgets })),
    ready: freshTarget,
  },
  [`${policies} addWaiverAction`]: {
    may: "admin",
    args: memberForm((t) => ({
      ...{ targetId: t.attackTargetId, seed: "LLM01-001", variant: "" },
      ...{ reason: "Known and harmless.", expires: "2099-01-31" },
    })),
    ready: freshTarget,
  },
  [`${policies} removeWaiverAction`]: {
    may: "admin",
    args: memberForm((t) => ({ targetId: t.attackTargetId, seed: "LLM01-001", variant: "" })),
    ready: freshWaiver,
  },
};
