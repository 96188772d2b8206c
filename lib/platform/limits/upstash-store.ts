import { Redis, type Requester } from "@upstash/redis";
import { guardedFetch } from "#lib/platform/http/index.ts";
import { type LimitStore, type ScriptRunner, scriptStore } from "./store.ts";

/** Redis over HTTPS, as Upstash and compatible servers offer it. `timeoutMs` is for one command. */
export function upstashStore(url: string, token: string, timeoutMs: number): LimitStore {
  const { hostname, port, protocol } = new URL(url);
  // The operator named this very place.
  const allow = [`${hostname}:${port || (protocol === "https:" ? 443 : 80)}`];
  const requester: Requester = {
    async request({ path = [], body }) {
      const answer = await guardedFetch([url.replace(/\/+$/, ""), ...path].join("/"), {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
        allow,
        timeoutMs,
        maxRedirects: 0,
        maxBytes: 64 * 1024,
      });
      // The client reads `result` and `error`, and rejects for anything else.
      return (await answer.json()) as Awaited<ReturnType<Requester["request"]>> as never;
    },
  };
  const redis = new Redis(requester);
  const runner: ScriptRunner = {
    evalsha: (sha1, keys, args) => redis.evalsha(sha1, keys, args),
    eval: (script, keys, args) => redis.eval(script, keys, args),
  };
  return scriptStore(runner, () => undefined);
}
