import { createHash } from "node:crypto";
import { Redis } from "ioredis";
import { type LimitStore, type ScriptRunner, scriptStore } from "./store.ts";

/** Any Redis. Connects with the first request, and again for as long as it takes. */
export function redisStore(url: string): LimitStore {
  const redis = new Redis(url, {
    lazyConnect: true,
    // The older protocol is the one that every Redis speaks.
    protocol: 2,
    // A count that comes late helps nobody: the caller was answered long ago.
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 100, 1000),
  });
  // Whatever fails here also fails the command that waits for it, where it is reported.
  redis.on("error", () => undefined);
  return scriptStore(scriptsOf(redis), () => redis.disconnect());
}

/**
 * The library's scripts begin with a shebang whose flag Redis 7.0 does not know, so they run without
 * it, under the digest that they have then.
 */
function scriptsOf(redis: Redis): ScriptRunner {
  const plainDigests = new Map<string, string>();
  return {
    async evalsha(sha1, keys, args) {
      const digest = plainDigests.get(sha1);
      // On this word the library sends the script itself.
      if (digest === undefined) throw new Error("NOSCRIPT Not sent in this process so far.");
      return await redis.evalsha(digest, keys.length, ...keys, ...words(args));
    },
    async eval(script, keys, args) {
      const plain = script.replace(/^#!.*\n/, "");
      plainDigests.set(sha1Of(script), sha1Of(plain));
      return await redis.eval(plain, keys.length, ...keys, ...words(args));
    },
  };
}

/** The name that Redis gives a script; nothing rests on it. */
function sha1Of(script: string): string {
  return createHash("sha1").update(script).digest("hex");
}

function words(args: readonly unknown[]): string[] {
  return args.map(String);
}
