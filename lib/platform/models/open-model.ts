import {
  type FinishReason,
  type LanguageModel,
  type LanguageModelUsage,
  streamText,
  type ToolSet,
} from "ai";
import type {
  Model,
  ModelAnswer,
  ModelFailure,
  ModelRequest,
  ToolCall,
  Usage,
} from "#lib/engines/agent/index.ts";
import { outboundAllow } from "#lib/platform/config/index.ts";
import { asFetch } from "#lib/platform/http/index.ts";
import { cutFailure, failureOf } from "./failure.ts";
import { languageModel } from "./language-model.ts";
import { type Charged, costOf } from "./price-table.ts";
import type { ModelName } from "./providers.ts";
import { toMessages, toTools, withCacheMark } from "./to-messages.ts";

export interface OpenedModel extends ModelName {
  readonly key: string;
  /** Where it is asked, if not at the provider's own address. */
  readonly baseUrl?: string | undefined;
  /** What may be reached besides the public internet. By default what the operator named. */
  readonly allow?: readonly string[];
  /** For one answer as a whole, and for each silence within it. */
  readonly timeoutMs?: number;
  readonly idleTimeoutMs?: number;
}

const maxAnswerBytes = 16 * 1024 * 1024;

/**
 * A model of a provider, asked through the guarded fetch and streamed, so that silence is noticed. What
 * goes wrong at the provider comes back as a `ModelFailure`. Throws `invalid_input` for settings that
 * name no model.
 */
export async function openModel(opened: OpenedModel): Promise<Model> {
  const {
    provider,
    name,
    key,
    baseUrl,
    allow = outboundAllow(),
    timeoutMs = 300_000,
    idleTimeoutMs = 120_000,
  } = opened;
  const limits = { timeoutMs, idleTimeoutMs, maxBytes: maxAnswerBytes, maxRedirects: 0 };
  const fetch = asFetch({ ...limits, allow });
  const model = await languageModel({ provider, name, key, baseUrl, fetch });
  return {
    provider,
    name,
    ask: (request, signal) => ask(model, { provider, name }, request, signal),
  };
}

async function ask(
  model: LanguageModel,
  { provider, name }: ModelName,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<ModelAnswer | ModelFailure> {
  let failed: { readonly error: unknown } | null = null;
  try {
    const result = streamText({
      model,
      instructions: request.system,
      messages: withCacheMark(toMessages(request)),
      tools: toTools(request),
      maxOutputTokens: request.maxOutputTokens,
      maxRetries: 0,
      abortSignal: signal,
      // Nothing of a customer's code is kept there for later, where a provider lets one say so.
      providerOptions: { openai: { store: false } },
      onError: ({ error }) => {
        failed ??= { error };
      },
    });
    const answer = await read(result, signal);
    if (failed !== null) return failureOf(provider, failedWith(failed));
    if (answer === null) return cutFailure(provider);
    const { usage, ...said } = answer;
    return { ...said, usage: plainUsage(usage), costUsd: costOf(provider, name, usage) };
  } catch (error) {
    return failureOf(provider, failed === null ? error : failedWith(failed));
  }
}

/** It is set in a callback, which the compiler does not follow. */
function failedWith({ error }: { readonly error: unknown }): unknown {
  return error;
}

type Read = Omit<ModelAnswer, "costUsd" | "usage"> & { readonly usage: Charged | null };

/** Null where the answer broke off before its end. */
async function read(
  result: ReturnType<typeof streamText<ToolSet>>,
  signal: AbortSignal,
): Promise<Read | null> {
  let text = "";
  const calls: ToolCall[] = [];
  let isWhole = false;
  for await (const part of result.fullStream) {
    if (part.type === "text-delta") text += part.text;
    if (part.type === "tool-call") {
      calls.push({ id: part.toolCallId, name: part.toolName, input: part.input });
    }
    if (part.type === "error") throw part.error;
    if (part.type === "finish") isWhole = isEnd(part.finishReason, part.rawFinishReason);
  }
  signal.throwIfAborted();
  if (!isWhole) return null;
  const usage = usageOf(await result.usage);
  const { messages } = await result.response;
  const cutShort = (await result.finishReason) === "length";
  // What the SDK answers by itself to a call it cannot read is not the model's, and not sent back.
  const continuation = messages.filter(({ role }) => role === "assistant");
  return { ok: true, text, calls, cutShort, usage, continuation };
}

/** Where the provider gave no reason the SDK puts one of these in its place. */
function isEnd(reason: FinishReason, raw: string | undefined): boolean {
  return raw !== undefined || !["interrupted", "error", "other"].includes(reason);
}

function usageOf({ inputTokens, outputTokens, inputTokenDetails }: LanguageModelUsage) {
  if (inputTokens === undefined || outputTokens === undefined) return null;
  const { cacheReadTokens = 0, cacheWriteTokens = 0 } = inputTokenDetails;
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens };
}

function plainUsage(charged: Charged | null): Usage | null {
  if (charged === null) return null;
  const { inputTokens, outputTokens } = charged;
  return { inputTokens, outputTokens };
}
