import { createLimits, redisStore } from "#lib/platform/limits/index.ts";

// A process of its own: connects, says so, and at the word fires all its requests at once.
const [url = "", calls = "0", limit = "0"] = process.argv.slice(2);
const quota = { limit: Number(limit), windowSeconds: 86_400 };
const limits = createLimits(redisStore(url), {
  storeTimeoutMs: 30_000,
  tiers: { api: { whenStoreIsDown: "closed", ip: quota } },
});

await limits.limit("api", { ip: "192.0.2.200" });
process.send?.("ready");
process.once("message", async () => {
  const results = await Promise.all(
    Array.from({ length: Number(calls) }, () => limits.limit("api", { ip: "192.0.2.1" })),
  );
  const allowed = results.filter((result) => result.allowed).length;
  const down = results.filter((result) => result.storeDown).length;
  process.send?.({ allowed, down }, () => {
    limits.close();
    process.disconnect();
  });
});
