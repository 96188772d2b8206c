import { createHash } from "node:crypto";
import { AppError, newId } from "#lib/base/index.ts";
import type { ModelAnswer, ModelFailure, ModelRequest } from "#lib/engines/agent/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { openModel, type Provider } from "#lib/platform/models/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { inWords } from "./health.ts";
import { microUsd } from "./money.ts";

/** What is asked with: a stored key, or one that is not stored yet. */
export interface Asking {
  readonly provider: Provider;
  readonly address: string | null;
  readonly key: string;
  readonly model: string;
  /** Null before it is stored. */
  readonly keyId: string | null;
}

export interface Asked {
  readonly callId: string;
  readonly answer: ModelAnswer;
}

const timeoutMs = 45_000;

/**
 * The cheapest real call: no code, one token. It is recorded before it is sent, so that one that nobody
 * heard the end of is known. A failure is recorded here and returned; what comes of an answer is for the
 * caller, who records it by `recordAnswer` in the transaction of the change.
 */
export async function askOnce(actor: UserActor, asking: Asking): Promise<Asked | ModelFailure> {
  const { provider, address, key, model, keyId } = asking;
  const request = requestFor(provider);
  const body = JSON.stringify(request);
  const callId = newId("modelCall");
  const target = { type: "model_call", id: callId };
  await mutate(actor, "model_key.ask", target, async (tx, trail) => {
    trail.underWay();
    await tx.modelCall.create({
      data: {
        id: callId,
        organizationId: actor.organizationId ?? "",
        modelKeyId: keyId,
        model: `${provider}/${model}`,
        requestSha256: createHash("sha256").update(body).digest("hex"),
        requestBytes: Buffer.byteLength(body),
      },
    });
  });
  const opened = await openModel({
    provider,
    name: model,
    key,
    baseUrl: address ?? undefined,
    timeoutMs,
    idleTimeoutMs: timeoutMs,
  });
  const answer = await opened.ask(request, AbortSignal.timeout(timeoutMs));
  if (answer.ok) return { callId, answer };
  await mutate(actor, "model_key.ask", target, async (tx, trail) => {
    trail.underWay();
    await tx.modelCall.update({
      where: { id: callId },
      data: { state: "failed", failure: JSON.stringify(answer), endedAt: new Date() },
    });
  });
  return answer;
}

export async function recordAnswer(tx: Tx, keyId: string, { callId, answer }: Asked) {
  await tx.modelCall.update({
    where: { id: callId },
    data: {
      modelKeyId: keyId,
      state: "answered",
      endedAt: new Date(),
      inputTokens: answer.usage?.inputTokens ?? null,
      outputTokens: answer.usage?.outputTokens ?? null,
      costMicroUsd: microUsd(answer.costUsd),
    },
  });
}

function requestFor(provider: Provider): ModelRequest {
  return {
    system: "Answer with one word.",
    messages: [{ role: "user", text: "Ready?" }],
    tools: [],
    // platform.openai.com/docs/api-reference/responses: fewer than 16 are refused there.
    maxOutputTokens: provider === "openai" ? 16 : 1,
  };
}

const whatToDo: Readonly<Partial<Record<ModelFailure["kind"], string>>> = {
  out_of_credit: "Add credit there first.",
  model_unknown: "Name another model to check with.",
  address_refused: "The operator of this installation can allow it by ETNA_OUTBOUND_ALLOW.",
  request_refused: "Check the address and the model.",
  malformed: "Check that the address is the one of its API.",
  unreachable: "Check the address, and whether the server runs.",
};

/** A refusal to store a key that did not answer: `invalid_input`, or `unavailable` where it may yet. */
export function notStored(provider: Provider, { kind }: ModelFailure): AppError {
  const passing = ["rate_limited", "overloaded", "cut", "timed_out"].includes(kind);
  const next = passing ? "Try again in a minute." : (whatToDo[kind] ?? "");
  return new AppError(
    passing ? "unavailable" : "invalid_input",
    `${inWords(provider, kind)} ${next} Nothing was stored.`.replace(/ {2,}/g, " "),
  );
}
