import { fork } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import {
  createLimits,
  type LimitClass,
  type LimitStore,
  type Limits,
  redisStore,
  tiers,
  upstashStore,
} from "#lib/platform/limits/index.ts";
import { createRedisServer, lacksRedis, type RedisServer } from "./redis-server.ts";

// Half of these tests are about a store that is down, which the log would tell at length.
vi.hoisted(() => {
  process.env.ETNA_LOG_LEVEL = "silent";
});

const reason = lacksRedis();
const keys = {
  ip: "192.0.2.7",
  user: "user-7",
  organization: "org-7",
  address: "ada@example.com",
};
const classes = Object.keys(tiers) as LimitClass[];
const oneDay = 86_400;

describe.skipIf(reason !== null)(
  `rate limits on a real Redis${reason ? ` (${reason})` : ""}`,
  () => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await createRedisServer();
    });
    // A test that failed while the store was down must not take the others with it.
    beforeEach(async () => {
      await server.start();
    });
    afterAll(async () => {
      await server?.remove();
    });

    function limitsOn(store: LimitStore, limit = 100): Limits {
      const limits = createLimits(store, {
        storeTimeoutMs: 1_000,
        storeRestMs: 50,
        tiers: { api: { whenStoreIsDown: "open", ip: { limit, windowSeconds: oneDay } } },
      });
      onTestFinished(() => limits.close());
      return limits;
    }

    async function command(...words: [string, ...string[]]): Promise<unknown> {
      const redis = new Redis(server.url, { maxRetriesPerRequest: 1 });
      const answer = await redis.call(...words);
      redis.disconnect();
      return answer;
    }

    it("two processes with 500 simultaneous requests each share exactly 100", async () => {
      await command("FLUSHALL");
      const callers = await Promise.all([startCaller(server.url), startCaller(server.url)]);
      const answers = await Promise.all(callers.map((caller) => caller.go()));
      expect(answers.map(({ down }) => down)).toEqual([0, 0]);
      expect(answers.reduce((sum, { allowed }) => sum + allowed, 0)).toBe(100);
    });

    it("the window slides", async () => {
      await command("FLUSHALL");
      const limits = limitsOn(redisStore(server.url), 10);
      const spend = async () => {
        const results = await Promise.all(
          Array.from({ length: 20 }, () => limits.limit("api", { ip: "192.0.2.3" })),
        );
        return results.filter(({ allowed }) => allowed).length;
      };
      const midnight = Math.ceil(Date.now() / (oneDay * 1000)) * oneDay * 1000;
      vi.useFakeTimers({ toFake: ["Date"], now: midnight - 1000 });
      onTestFinished(() => void vi.useRealTimers());
      expect(await spend()).toBe(10);
      vi.setSystemTime(midnight);
      expect(await spend()).toBe(0);
      vi.setSystemTime(midnight + (oneDay * 1000) / 2);
      expect(await spend()).toBe(5);
      vi.setSystemTime(midnight + 3 * oneDay * 1000);
      expect(await spend()).toBe(10);
    });

    it("no address is in the store in clear, nor what it can be guessed from, and all of it expires", async () => {
      await command("FLUSHALL");
      const one = createLimits(redisStore(server.url), { keySecret: "one" });
      const other = createLimits(redisStore(server.url), { keySecret: "other" });
      onTestFinished(() => [one, other].forEach((limits) => void limits.close()));
      for (const name of classes) await one.limit(name, keys);
      const stored = (await command("KEYS", "*")) as string[];
      const counted = classes.flatMap((name) =>
        Object.keys(keys).filter((kind) => kind in tiers[name]),
      );
      expect(stored).toHaveLength(counted.length);
      for (const key of stored) {
        expect(key).not.toMatch(/192\.0|user-7|org-7|ada@|example/);
        expect(await command("PTTL", key)).toBeGreaterThan(0);
      }
      // The same address under another secret is another key.
      await other.limit("verify", keys);
      expect(await command("KEYS", "*")).toHaveLength(counted.length + 1);
    });

    it("a store that forgot its scripts gets them again", async () => {
      await command("FLUSHALL");
      const limits = limitsOn(redisStore(server.url));
      await limits.limit("api", keys);
      await command("SCRIPT", "FLUSH");
      expect(await limits.limit("api", keys)).toMatchObject({ storeDown: false, remaining: 98 });
    });

    it.each(classes)("%s: the store dies in between, and comes back", async (name) => {
      await command("FLUSHALL");
      const limits = limitsOn(redisStore(server.url));
      expect(await limits.limit(name, keys)).toMatchObject({ allowed: true, storeDown: false });
      await server.kill();
      const during = await Promise.all(Array.from({ length: 5 }, () => limits.limit(name, keys)));
      const isOpen = tiers[name].whenStoreIsDown === "open";
      expect(during.map(({ allowed, storeDown }) => [allowed, storeDown])).toEqual(
        Array.from({ length: 5 }, () => [isOpen, true]),
      );
      await server.start();
      await expect
        .poll(() => limits.limit(name, keys), { timeout: 20_000 })
        .toMatchObject({ allowed: true, storeDown: false });
    });

    it("the store freezes: closed classes refuse, open ones pass, and it comes back", async () => {
      const limits = limitsOn(redisStore(server.url));
      await limits.limit("api", keys);
      server.freeze();
      onTestFinished(() => server.thaw());
      expect(await limits.limit("sign_in", keys)).toMatchObject({
        allowed: false,
        storeDown: true,
      });
      expect(await limits.limit("verify", keys)).toMatchObject({ allowed: true, storeDown: true });
      server.thaw();
      await expect
        .poll(() => limits.limit("verify", keys), { timeout: 20_000 })
        .toMatchObject({ allowed: true, storeDown: false });
    });

    it("over Upstash's REST protocol, 300 simultaneous requests get exactly 100", async () => {
      await command("FLUSHALL");
      const token = ["up", "stash", "test"].join("-");
      const rest = await startRest(server.url, token);
      const limits = createLimits(upstashStore(rest.url, token, 20_000), {
        storeTimeoutMs: 20_000,
        tiers: { api: { whenStoreIsDown: "closed", ip: { limit: 100, windowSeconds: oneDay } } },
      });
      const results = await Promise.all(
        Array.from({ length: 300 }, () => limits.limit("api", { ip: "192.0.2.9" })),
      );
      expect(results.filter(({ storeDown }) => storeDown)).toEqual([]);
      expect(results.filter(({ allowed }) => allowed)).toHaveLength(100);
    });

    it("over REST a wrong token, or nobody there, is a store that is down", async () => {
      const rest = await startRest(server.url, "right");
      const wrong = createLimits(upstashStore(rest.url, "wrong", 5_000));
      expect(await wrong.limit("sign_in", keys)).toMatchObject({ allowed: false, storeDown: true });
      rest.stop();
      const nobody = createLimits(upstashStore(rest.url, "right", 5_000));
      expect(await nobody.limit("verify", keys)).toMatchObject({ allowed: true, storeDown: true });
    });
  },
);

async function startCaller(url: string) {
  const child = fork(new URL("./limits-caller.ts", import.meta.url), [url, "500", "100"], {
    execArgv: [],
  });
  onTestFinished(() => void child.kill());
  await once(child, "message");
  return {
    async go(): Promise<{ allowed: number; down: number }> {
      const answer = once(child, "message");
      child.send("go");
      return (await answer)[0];
    },
  };
}

/** The REST protocol of Upstash, in front of a Redis that knows the library's scripts without shebang. */
async function startRest(redisUrl: string, token: string): Promise<{ url: string; stop(): void }> {
  const redis = new Redis(redisUrl);
  const server = http.createServer((request, response) => {
    let body = "";
    const answer = (status: number, value: unknown) => {
      response.writeHead(status, { "Content-Type": "application/json" });
      response.end(JSON.stringify(value));
    };
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      if (request.headers.authorization !== `Bearer ${token}`) {
        answer(401, { error: "WRONGPASS invalid or missing auth token" });
        return;
      }
      const [name, ...words] = (JSON.parse(body) as unknown[]).map(String);
      const script =
        name === "eval" ? [words[0]?.replace(/^#!.*\n/, ""), ...words.slice(1)] : words;
      redis.call(String(name), ...script.map(String)).then(
        (result) => answer(200, { result }),
        (error: Error) => answer(400, { error: error.message }),
      );
    });
  });
  const stop = () => {
    server.close();
    server.closeAllConnections();
    redis.disconnect();
  };
  onTestFinished(stop);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
