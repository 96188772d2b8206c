import { createHash } from "node:crypto";
import { isAppError, newId, utf8 } from "#lib/base/index.ts";
import { type Judge, type ModelJudge, modelJudge } from "#lib/engines/adversary/index.ts";
import type { Model, ModelAnswer, ModelFailure } from "#lib/engines/agent/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { judgeThrough } from "#lib/platform/models/index.ts";
import {
  budgetLeftUsd,
  type ChosenModel,
  hasModelFor,
  microUsd,
  noteModelUse,
  openChosenModel,
} from "#lib/services/model-keys/index.ts";
import { type CampaignContext, write } from "./journal.ts";
import type { SecretValues } from "./secrets.ts";

/** Of one campaign, whatever became of its worker. */
const maxRequests = 200;

const overBudget: ModelFailure = {
  ok: false,
  kind: "over_budget",
  message: "The key’s budget of this month is used up.",
  retryAfterSeconds: null,
};

export interface CampaignJudge {
  readonly judge: Judge | undefined;
  /** What a person is told of it; null where none is chosen. */
  words(): Promise<string | null>;
}

/**
 * The model that is chosen to judge, asked within its key’s budget. Where it cannot be asked the campaign goes
 * on without, and says so.
 */
export async function campaignJudge(
  context: CampaignContext,
  secrets: SecretValues,
): Promise<CampaignJudge> {
  const { organizationId } = context;
  if (!(await hasModelFor(organizationId, "judge"))) {
    return { judge: undefined, words: async () => null };
  }
  const before = await callsOf(context);
  try {
    const chosen = await openChosenModel(organizationId, "judge");
    const judge = modelJudge(judgeThrough(countedModel(chosen, context)), {
      maxRequests: maxRequests - before,
      secrets,
    });
    return { judge, words: () => wordsOf(context, judge) };
  } catch (error) {
    if (!isAppError(error, "precondition_failed")) throw error;
    const words = `No judge was asked${before > 0 ? " any more" : ""}: ${error.message}`;
    return { judge: undefined, words: async () => words };
  }
}

async function wordsOf(context: CampaignContext, { tally }: ModelJudge): Promise<string> {
  const calls = await callsOf(context);
  const times = calls === 1 ? "once" : `${calls} times`;
  const failed =
    tally.unanswered === 0 ? "" : `, ${tally.unanswered} without an answer that can be read`;
  const asked = calls === 0 ? "The judge was not asked." : `The judge was asked ${times}${failed}.`;
  return tally.ended === null ? asked : `${asked} It was left alone: ${tally.ended}`;
}

async function callsOf({ organizationId, campaignId }: CampaignContext): Promise<number> {
  return await readAs({ organizationId }, (db) => db.modelCall.count({ where: { campaignId } }));
}

/**
 * The model, each request written down before it is sent, and what it took once that is known. Neither is
 * kept: what it says is a sentence of the case.
 */
function countedModel({ keyId, model }: ChosenModel, context: CampaignContext): Pick<Model, "ask"> {
  const { organizationId, campaignId } = context;
  return {
    async ask(request, signal) {
      const left = await budgetLeftUsd(organizationId, keyId);
      if (left !== null && left <= 0) return overBudget;
      const id = newId("modelCall");
      const body = JSON.stringify(request);
      await write(context, async (tx) => {
        await tx.modelCall.create({
          data: {
            ...{ id, organizationId, campaignId, modelKeyId: keyId },
            purpose: "judge",
            model: `${model.provider}/${model.name}`,
            requestSha256: createHash("sha256").update(body, "utf8").digest("hex"),
            requestBytes: utf8(body).length,
          },
        });
      });
      const result = await model.ask(request, signal);
      await write(context, async (tx) => {
        await tx.modelCall.updateMany({ where: { id }, data: settled(result) });
      });
      await noteModelUse(organizationId, keyId, result.ok ? "answered" : result.kind);
      return result;
    },
  };
}

function settled(result: ModelAnswer | ModelFailure) {
  const endedAt = new Date();
  if (!result.ok) return { state: "failed" as const, failure: JSON.stringify(result), endedAt };
  return {
    state: "answered" as const,
    inputTokens: result.usage?.inputTokens ?? null,
    outputTokens: result.usage?.outputTokens ?? null,
    costMicroUsd: microUsd(result.costUsd),
    endedAt,
  };
}
