import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  createLimits,
  type LimitStore,
  limit,
  memoryStore,
  rateLimitHeaders,
  type Tier,
  tiers,
} from "#lib/platform/limits/index.ts";

vi.hoisted(() => {
  process.env.ETNA_LOG_LEVEL = "silent";
});

const start = Date.UTC(2030, 0, 1, 12, 0, 0);

/** The classes with one limit per key, so that a test can count to it. */
function limitsOf(tier: Partial<Tier>, store: LimitStore = memoryStore()) {
  return createLimits(store, { tiers: { verify: { whenStoreIsDown: "open", ...tier } } });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

const elapse = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe("a limit in memory", () => {
  it("lets exactly so many of a thousand simultaneous requests pass", async () => {
    const limits = limitsOf({ ip: { limit: 100, windowSeconds: 60 } });
    const results = await Promise.all(
      Array.from({ length: 1000 }, () => limits.limit("verify", { ip: "1.2.3.4" })),
    );
    expect(results.filter(({ allowed }) => allowed)).toHaveLength(100);
  });

  it("counts each key by itself", async () => {
    const limits = limitsOf({ ip: { limit: 1, windowSeconds: 60 } });
    for (const ip of ["1.2.3.4", "1.2.3.5"]) {
      expect((await limits.limit("verify", { ip })).allowed).toBe(true);
      expect((await limits.limit("verify", { ip })).allowed).toBe(false);
    }
  });

  it("slides: what was used up comes back bit by bit in the next window, not all at its start", async () => {
    const limits = limitsOf({ ip: { limit: 10, windowSeconds: 60 } });
    const spend = async () => {
      const results = await Promise.all(
        Array.from({ length: 20 }, () => limits.limit("verify", { ip: "1.2.3.4" })),
      );
      return results.filter(({ allowed }) => allowed).length;
    };
    elapse(59_000);
    expect(await spend()).toBe(10);
    elapse(1_000);
    expect(await spend()).toBe(0);
    elapse(30_000);
    expect(await spend()).toBe(5);
    elapse(120_000);
    expect(await spend()).toBe(10);
  });

  it("lets a client pass that waited for as long as it was told", async () => {
    const limits = limitsOf({ ip: { limit: 3, windowSeconds: 60 } });
    const ask = () => limits.limit("verify", { ip: "1.2.3.4" });
    for (let i = 0; i < 3; i++) expect((await ask()).allowed).toBe(true);
    const refusal = await ask();
    expect(refusal).toMatchObject({ allowed: false, remaining: 0, limit: 3 });
    elapse(refusal.retryAfterSeconds * 1000);
    expect((await ask()).allowed).toBe(true);
  });

  it("does not grow with the number of keys", async () => {
    const store = memoryStore();
    const quota = { limit: 1, windowSeconds: 60 };
    await store.take("verify-ip", quota, "first");
    for (let i = 0; i < 100_000; i++) await store.take("verify-ip", quota, String(i));
    // The oldest was forgotten, the youngest was not.
    expect((await store.take("verify-ip", quota, "first")).isAllowed).toBe(true);
    expect((await store.take("verify-ip", quota, "99999")).isAllowed).toBe(false);
  });

  it("is what there is when the environment names no store", async () => {
    const result = await limit("verify", { ip: "192.0.2.1" });
    expect(result).toMatchObject({ allowed: true, policy: "verify-ip", storeDown: false });
    expect((await limit("verify", { ip: "192.0.2.1" })).remaining).toBe(result.remaining - 1);
  });
});

describe("who counts as one", () => {
  const one = { limit: 1, windowSeconds: 60 };

  it.each([
    ["addresses of one /64", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"],
    ["forms of one IPv4 address", "1.2.3.4", "::ffff:1.2.3.4", "1.2.3.5"],
  ])("%s", async (_name, first, same, other) => {
    const limits = limitsOf({ ip: one });
    expect((await limits.limit("verify", { ip: first })).allowed).toBe(true);
    expect((await limits.limit("verify", { ip: same })).allowed).toBe(false);
    expect((await limits.limit("verify", { ip: other })).allowed).toBe(true);
  });

  it("spellings of one mailbox", async () => {
    const limits = limitsOf({ address: one });
    expect((await limits.limit("verify", { address: "ada@example.com" })).allowed).toBe(true);
    for (const address of ["Ada@Example.com", " ada@example.com", "ada+x@example.com"]) {
      expect((await limits.limit("verify", { address })).allowed).toBe(false);
    }
    expect((await limits.limit("verify", { address: "bob@example.com" })).allowed).toBe(true);
  });

  it("a user and a mail address of the same text do not", async () => {
    const limits = limitsOf({ user: one, address: one });
    expect((await limits.limit("verify", { user: "a" })).allowed).toBe(true);
    expect((await limits.limit("verify", { address: "a" })).allowed).toBe(true);
  });
});

describe("a request with several keys", () => {
  const tier = {
    ip: { limit: 2, windowSeconds: 60 },
    address: { limit: 5, windowSeconds: 60 },
  };

  it("is about the tightest limit, and refused by the first that is used up", async () => {
    const limits = limitsOf(tier);
    const keys = { ip: "1.2.3.4", address: "ada@example.com" };
    expect(await limits.limit("verify", keys)).toMatchObject({ policy: "verify-ip", remaining: 1 });
    await limits.limit("verify", keys);
    expect(await limits.limit("verify", keys)).toMatchObject({
      policy: "verify-ip",
      allowed: false,
    });
  });

  it("refused by IP uses up nothing of the mailbox that it names", async () => {
    const limits = limitsOf(tier);
    const keys = { ip: "1.2.3.4", address: "ada@example.com" };
    for (let i = 0; i < 20; i++) await limits.limit("verify", keys);
    expect(await limits.limit("verify", { address: keys.address })).toMatchObject({
      allowed: true,
      remaining: 2,
    });
  });

  it("is an error of ours when it has none that its class counts", async () => {
    const limits = createLimits(memoryStore());
    await expect(limits.limit("verify", {})).rejects.toMatchObject({ code: "internal" });
    await expect(limits.limit("webhook", { user: "a" })).rejects.toMatchObject({
      code: "internal",
    });
  });
});

describe("the headers", () => {
  it("say what is left, of what, and for how long", async () => {
    const limits = limitsOf({ ip: { limit: 2, windowSeconds: 60 } });
    const ask = () => limits.limit("verify", { ip: "1.2.3.4" });
    elapse(15_000);
    expect(rateLimitHeaders(await ask())).toEqual({
      "RateLimit-Policy": '"verify-ip";q=2;w=60',
      RateLimit: '"verify-ip";r=1;t=45',
    });
    await ask();
    expect(rateLimitHeaders(await ask())).toEqual({
      "RateLimit-Policy": '"verify-ip";q=2;w=60',
      RateLimit: '"verify-ip";r=0;t=46',
      "Retry-After": "46",
    });
  });
});

describe("a store that does not answer", () => {
  /** Counts how often it is asked, and answers when told to. */
  function deadStore() {
    const state = { asked: 0, answers: false };
    const store: LimitStore = {
      take: async () => {
        state.asked++;
        if (state.answers) return { isAllowed: true, remaining: 1, resetAtMs: Date.now() };
        return await new Promise<never>(() => undefined);
      },
      close: () => undefined,
    };
    return { state, store };
  }

  it("is asked once and then left alone, however many requests come", async () => {
    const { state, store } = deadStore();
    const limits = createLimits(store, { storeTimeoutMs: 20, storeRestMs: 60_000 });
    for (let i = 0; i < 200; i++) await limits.limit("verify", { ip: "1.2.3.4" });
    expect(state.asked).toBe(1);
  });

  it("is tried by one request at a time after its rest, and used again when it answers", async () => {
    const { state, store } = deadStore();
    const limits = createLimits(store, { storeTimeoutMs: 50, storeRestMs: 0 });
    const ask = () => limits.limit("sign_in", { ip: "1.2.3.4" });
    expect(await ask()).toMatchObject({ allowed: false, storeDown: true });
    await Promise.all(Array.from({ length: 50 }, ask));
    expect(state.asked).toBe(2);
    state.answers = true;
    expect(await ask()).toMatchObject({ allowed: true, storeDown: false });
    await Promise.all(Array.from({ length: 50 }, ask));
    expect(state.asked).toBe(53);
  });

  it("closes what must not be guessed, flooded or paid for, and nothing else", async () => {
    const { store } = deadStore();
    const limits = createLimits(store, { storeTimeoutMs: 20, storeRestMs: 60_000 });
    const passes = async (name: keyof typeof tiers) =>
      (await limits.limit(name, { ip: "1.2.3.4", user: "u", address: "a@example.com" })).allowed;
    const names = Object.keys(tiers) as (keyof typeof tiers)[];
    const open: string[] = [];
    for (const name of names) if (await passes(name)) open.push(name);
    expect(open).toEqual(["verify", "log", "api", "webhook", "agent_tools"]);
    expect(names).toHaveLength(10);
  });

  it("does not make an open class unlimited: the process counts by itself", async () => {
    const { store } = deadStore();
    const limits = createLimits(store, {
      storeTimeoutMs: 20,
      storeRestMs: 60_000,
      tiers: { verify: { whenStoreIsDown: "open", ip: { limit: 10, windowSeconds: 60 } } },
    });
    const results = [];
    for (let i = 0; i < 30; i++) results.push(await limits.limit("verify", { ip: "1.2.3.4" }));
    expect(results.filter(({ allowed }) => allowed)).toHaveLength(10);
    // Nothing is promised about what is left as long as others may be counting too.
    expect(rateLimitHeaders(results[0]!)).toEqual({});
    expect(rateLimitHeaders(results.at(-1)!)).toHaveProperty("Retry-After");
  });

  it("makes a closed class say when to come back, and nothing about what is left", async () => {
    const { store } = deadStore();
    const limits = createLimits(store, { storeTimeoutMs: 20, storeRestMs: 5_000 });
    const refusal = await limits.limit("sign_in", { ip: "1.2.3.4" });
    expect(rateLimitHeaders(refusal)).toEqual({ "Retry-After": "6" });
  });
});
