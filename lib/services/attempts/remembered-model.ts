import { createHash } from "node:crypto";
import { canonicalJson, type Json, newId, utf8 } from "#lib/base/index.ts";
import type { Model, ModelAnswer, ModelFailure, ModelRequest } from "#lib/engines/agent/index.ts";
import { type enums, readAs } from "#lib/platform/db/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import {
  budgetLeftUsd,
  type ChosenModel,
  microUsd,
  noteModelUse,
} from "#lib/services/model-keys/index.ts";

export interface AskedFor {
  readonly organizationId: string;
  readonly runId: string;
  readonly attemptId: string;
  readonly purpose: enums.ModelPurpose;
}

/** Whether it was answered, and paid, nobody knows: it counts as an answer that broke off. */
const torn: ModelFailure = {
  ok: false,
  kind: "cut",
  message: "Etna’s own process ended while it waited for the answer.",
  retryAfterSeconds: 0,
};

const overBudget: ModelFailure = {
  ok: false,
  kind: "over_budget",
  message: "The key’s budget of this month is used up.",
  retryAfterSeconds: null,
};

/**
 * The model, with each request written down before it is sent and each answer once it is there. After a
 * crash the same requests come again in the same order, and what was answered is not asked, or paid, twice.
 */
export async function rememberedModel(chosen: ChosenModel, of: AskedFor): Promise<Model> {
  const { model } = chosen;
  const past = await readCalls(of);
  let number = past.length;
  return {
    provider: model.provider,
    name: model.name,
    async ask(request, signal) {
      const requestSha256 = digestOf(request);
      // A request holds all that came before it, so the same digest is the same place.
      const at = past.findIndex((call) => call.requestSha256 === requestSha256);
      const [known] = at < 0 ? [] : past.splice(at, 1);
      if (known !== undefined) return known.result;
      const left = await budgetLeftUsd(of.organizationId, chosen.keyId);
      if (left !== null && left <= 0) return overBudget;
      const call = {
        id: newId("modelCall"),
        number: ++number,
        requestSha256,
        requestBytes: sizeOf(request),
      };
      await begin(call, chosen, of);
      const result = await model.ask(request, signal);
      await settle(call.id, result, of);
      await noteModelUse(of.organizationId, chosen.keyId, result.ok ? "answered" : result.kind);
      return result;
    },
  };
}

interface Past {
  readonly requestSha256: string;
  readonly result: ModelAnswer | ModelFailure;
}

/** In the order in which they were sent. What was torn is settled as such first. */
async function readCalls(of: AskedFor): Promise<Past[]> {
  const { organizationId, attemptId } = of;
  const rows = await readAs({ organizationId }, (db) =>
    db.modelCall.findMany({
      where: { attemptId },
      orderBy: [{ number: "asc" }, { askedAt: "asc" }],
    }),
  );
  const past: Past[] = [];
  for (const { id, state, requestSha256, answer, failure } of rows) {
    if (state === "asked") await settle(id, torn, of);
    const text = answer ?? failure;
    // What JSON.stringify wrote of an answer is one.
    const result = text === null ? torn : (JSON.parse(text) as ModelAnswer | ModelFailure);
    past.push({ requestSha256, result });
  }
  return past;
}

async function begin(
  call: {
    readonly id: string;
    readonly number: number;
    readonly requestSha256: string;
    readonly requestBytes: number;
  },
  { keyId, model }: ChosenModel,
  { organizationId, runId, attemptId, purpose }: AskedFor,
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "run.advance", { type: "run", id: runId }, async (tx, trail) => {
    trail.underWay();
    await tx.modelCall.create({
      data: {
        ...call,
        organizationId,
        attemptId,
        purpose,
        modelKeyId: keyId,
        model: `${model.provider}/${model.name}`,
      },
    });
  });
}

/** The first word stands: an answer to a call that was given up comes too late. */
async function settle(
  id: string,
  result: ModelAnswer | ModelFailure,
  { organizationId, runId }: AskedFor,
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "run.advance", { type: "run", id: runId }, async (tx, trail) => {
    trail.underWay();
    const data = result.ok
      ? {
          state: "answered" as const,
          answer: JSON.stringify(result),
          inputTokens: result.usage?.inputTokens ?? null,
          outputTokens: result.usage?.outputTokens ?? null,
          costMicroUsd: microUsd(result.costUsd),
        }
      : { state: "failed" as const, failure: JSON.stringify(result) };
    await tx.modelCall.updateMany({
      where: { id, state: "asked" },
      data: { ...data, endedAt: new Date() },
    });
  });
}

function digestOf(request: ModelRequest): string {
  const text = canonicalJson(JSON.parse(JSON.stringify(request)) as Json);
  return createHash("sha256").update(text, "utf8").digest("hex");
}

function sizeOf(request: ModelRequest): number {
  return utf8(JSON.stringify(request)).length;
}
