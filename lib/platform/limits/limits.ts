import { AppError } from "#lib/base/index.ts";
import { startCircuit } from "./circuit.ts";
import { hashedKey } from "./key.ts";
import { memoryStore } from "./memory-store.ts";
import type { LimitStore, Taken } from "./store.ts";
import { type KeyKind, type LimitClass, type Quota, type Tier, tiers } from "./tiers.ts";

/** Who asks. `ip` comes from `clientAddress`, `address` is a mail address. */
export type LimitKeys = { readonly [kind in KeyKind]?: string | undefined };

export interface LimitResult {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: Date;
  /** 0 when allowed. */
  readonly retryAfterSeconds: number;
  readonly windowSeconds: number;
  /** Which limit this is about: of several, the one that refused or has least left. */
  readonly policy: string;
  /** Decided without the store, which did not answer. A refusal is `unavailable`, not `rate_limited`. */
  readonly storeDown: boolean;
}

export interface Limits {
  /**
   * Counts one request against every key that its class knows, and stops at the first that refuses.
   * Never rejects because of the store. Throws `internal` when no key is one that the class counts.
   */
  limit(name: LimitClass, keys: LimitKeys): Promise<LimitResult>;
  close(): void;
}

export interface LimitsOptions {
  /** Joins the hash of every key; the same in every process that shares a store. */
  readonly keySecret?: string;
  readonly tiers?: Readonly<Partial<Record<LimitClass, Tier>>>;
  readonly storeTimeoutMs?: number;
  /** How long a store that failed is left alone. */
  readonly storeRestMs?: number;
}

/** From the cheapest to lose: who is refused by IP must not use up what a mailbox or a user has left. */
const kinds = ["ip", "user", "organization", "address"] as const;

export function createLimits(store: LimitStore, options: LimitsOptions = {}): Limits {
  const { keySecret = "", storeTimeoutMs = 1000, storeRestMs = 1000 } = options;
  const table = { ...tiers, ...options.tiers };
  const circuit = startCircuit(storeTimeoutMs, storeRestMs);
  const ownMemory = memoryStore();

  async function take(policy: string, tier: Tier, quota: Quota, key: string): Promise<LimitResult> {
    const taken = await circuit.through(() => store.take(policy, quota, key));
    if (taken !== null) return toResult(policy, quota, taken, false);
    if (tier.whenStoreIsDown === "open") {
      const counted = await ownMemory.take(policy, quota, key);
      return toResult(policy, quota, counted, counted.isAllowed);
    }
    return refusedTill(Date.now() + storeRestMs, policy, quota);
  }

  return {
    async limit(name, keys) {
      const tier = table[name];
      let tightest: LimitResult | undefined;
      for (const kind of kinds) {
        const quota = tier[kind];
        const key = keys[kind];
        if (quota === undefined || key === undefined) continue;
        const hashed = hashedKey(kind, key, keySecret);
        const result = await take(`${name}-${kind}`, tier, quota, hashed);
        if (!result.allowed) return result;
        if (tightest === undefined || result.remaining < tightest.remaining) tightest = result;
      }
      if (tightest === undefined) {
        throw new AppError("internal", `No key was given by which ${name} is limited.`);
      }
      return tightest;
    },
    close: () => store.close(),
  };
}

function toResult(policy: string, quota: Quota, taken: Taken, storeDown: boolean): LimitResult {
  // One second more than the rest of the window: at its very end the sliding window is still full.
  const retryAfterSeconds = Math.max(0, Math.floor((taken.resetAtMs - Date.now()) / 1000)) + 1;
  return {
    ...quota,
    policy,
    storeDown,
    allowed: taken.isAllowed,
    remaining: taken.remaining,
    resetAt: new Date(taken.resetAtMs),
    retryAfterSeconds: taken.isAllowed ? 0 : retryAfterSeconds,
  };
}

function refusedTill(atMs: number, policy: string, quota: Quota): LimitResult {
  const taken = { isAllowed: false, remaining: 0, resetAtMs: atMs };
  return toResult(policy, quota, taken, true);
}
