import { randomUUID } from "node:crypto";
import { AppError } from "#lib/base/index.ts";
import { mutate } from "#lib/services/audit/index.ts";
import type { TokenCaller } from "./authenticate-token.ts";

const keptForMs = 24 * 60 * 60 * 1000;
/** Stands in place of an attempt once there is an answer, so that nobody takes it over. */
const answered = "answered";
/** After this a claim without an answer is taken over: whoever made it died. */
const claimHoldsMs = 60 * 1000;

export interface KeyedRequest {
  /** The caller's own name for this request, one for each effect it wants. */
  readonly key: string;
  /** SHA-256, hex, over everything that makes the request what it is. */
  readonly requestDigest: string;
}

export interface KeptAnswer {
  readonly status: number;
  /** As it was sent, so that it is sent again to the byte. */
  readonly body: string;
}

/**
 * Does the work once for each key of a token, and gives every repetition within 24 hours the same
 * answer. Work that throws had no effect, so its key is free again. Throws `conflict` for another
 * request under a known key, and while the first one is still under way.
 */
export async function answerOnce(
  caller: TokenCaller,
  request: KeyedRequest,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer & { readonly replayed: boolean }> {
  const attempt = randomUUID();
  const earlier = await claim(caller, request, attempt);
  if (earlier !== null) return { ...earlier, replayed: true };
  let answer: KeptAnswer;
  try {
    answer = await work();
  } catch (error) {
    await settle(caller, request, attempt, null);
    throw error;
  }
  await settle(caller, request, attempt, answer);
  return { ...answer, replayed: false };
}

/** Null where the caller is to do the work; else the answer of before. */
async function claim(
  caller: TokenCaller,
  { key, requestDigest }: KeyedRequest,
  attempt: string,
): Promise<KeptAnswer | null> {
  const { actor, organizationId } = caller;
  const { tokenId } = actor;
  return await mutate(actor, "api_request.claim", targetOf(caller), async (tx, trail) => {
    trail.unchanged();
    const now = new Date();
    await tx.idempotentRequest.deleteMany({ where: { tokenId, expiresAt: { lte: now } } });
    const expiresAt = new Date(now.getTime() + keptForMs);
    const row = { tokenId, key, organizationId, requestDigest, attempt, claimedAt: now, expiresAt };
    const made = await tx.idempotentRequest.createMany({ data: [row], skipDuplicates: true });
    if (made.count === 1) return null;
    const known = await tx.idempotentRequest.findUnique({
      where: { tokenId_key: { tokenId, key } },
    });
    if (known === null) throw underWay();
    if (known.requestDigest !== requestDigest) {
      throw new AppError("conflict", "This Idempotency-Key was used for another request.");
    }
    if (known.answer !== null) return known.answer as unknown as KeptAnswer;
    const taken = await tx.idempotentRequest.updateMany({
      where: {
        tokenId,
        key,
        attempt: known.attempt,
        claimedAt: { lt: new Date(now.getTime() - claimHoldsMs) },
      },
      data: { attempt, claimedAt: now },
    });
    if (taken.count === 0) throw underWay();
    return null;
  });
}

/** Keeps the answer, or frees the key where there is none. An attempt that was taken over does neither. */
async function settle(
  caller: TokenCaller,
  { key }: KeyedRequest,
  attempt: string,
  answer: KeptAnswer | null,
): Promise<void> {
  const { actor } = caller;
  const where = { tokenId: actor.tokenId, key, attempt };
  await mutate(actor, "api_request.claim", targetOf(caller), async (tx, trail) => {
    trail.unchanged();
    if (answer === null) await tx.idempotentRequest.deleteMany({ where });
    else {
      const { status, body } = answer;
      await tx.idempotentRequest.updateMany({
        where,
        data: { answer: { status, body }, attempt: answered },
      });
    }
  });
}

function targetOf({ actor }: TokenCaller) {
  return { type: "api_token", id: actor.tokenId };
}

function underWay(): AppError {
  return new AppError(
    "conflict",
    "The first request with this Idempotency-Key is still under way. Ask again in a moment.",
  );
}
