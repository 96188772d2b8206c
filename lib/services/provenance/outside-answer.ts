import { AppError, isAppError, type JsonObject } from "#lib/base/index.ts";
import type { GuardedResponse } from "#lib/platform/http/index.ts";

/** Verified, or said in words what is wrong with it. Silence is thrown, as `unavailable`. */
export type OutsideAnswer =
  | {
      readonly holds: true;
      readonly proof: string | JsonObject;
      readonly anchor: JsonObject;
      readonly time: string;
    }
  | { readonly holds: false; readonly reason: string };

/** What a signature's proof is asked for with. */
export interface Asked {
  /** As it stands in the database. */
  readonly bundle: unknown;
  /** Of the key that signed it. */
  readonly spki: Uint8Array;
}

export const exchangeLimits = { timeoutMs: 10_000, maxBytes: 65_536, maxRedirects: 0 } as const;

/** How far another's clock may be from ours. */
const maxSkewMs = 5 * 60_000;

export function refused(reason: string): OutsideAnswer {
  return { holds: false, reason };
}

/** Throws `unavailable` for an answer that asks to come again; else what is wrong with its status. */
export function statusFault(answer: GuardedResponse, wanted: readonly number[]): string | null {
  const { status } = answer;
  if (wanted.includes(status)) return null;
  answer.discard();
  if (status >= 500 || [408, 425, 429].includes(status)) {
    const seconds = Number(answer.headers.get("retry-after") ?? "");
    const retryAfterSeconds = Number.isInteger(seconds) && seconds > 0 ? seconds : undefined;
    throw new AppError("unavailable", `It answered ${status}.`, {
      ...(retryAfterSeconds && { retryAfterSeconds }),
    });
  }
  return `It answered ${status}.`;
}

/** What the way out refused is an answer too, and no better the next time. */
export function answerOf(error: unknown): OutsideAnswer | null {
  if (!isAppError(error)) return null;
  const isWrong = ["forbidden", "too_large", "invalid_input"].includes(error.code);
  return isWrong ? refused(error.message) : null;
}

/** Null where the time lies between, give or take five minutes. */
export function timeFault(time: string, from: Date, until: Date): string | null {
  const atMs = Date.parse(time);
  if (atMs > until.getTime() + maxSkewMs) return `Its time, ${time}, has not come yet.`;
  if (atMs < from.getTime() - maxSkewMs) return `Its time, ${time}, is too early.`;
  return null;
}
