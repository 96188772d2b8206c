import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { type Config, isLoopback } from "#lib/platform/config/index.ts";
import { proofOf } from "#samples/forge/sample/proof.ts";
import { isPortFree } from "./address.ts";
import { root } from "./paths.ts";
import { say } from "./report.ts";

export interface SampleForgePlan {
  readonly folder: string;
  readonly port: number;
  readonly secret: string;
  /** Another start of the same installation serves it already. */
  readonly isRunning: boolean;
}

/**
 * Where the sample forge of this installation is: the same port and secret at every start, kept
 * below the data folder. Null where others may reach this installation, where it is switched off,
 * and where another program has taken its port.
 */
export async function planSampleForge(
  settings: Config,
  host: string,
): Promise<SampleForgePlan | null> {
  const isHere = isLoopback(settings.publicUrl) && ["127.0.0.1", "::1", "localhost"].includes(host);
  if (!isHere || settings.ETNA_SAMPLE_FORGE === "off") return null;
  const folder = resolve(root, settings.ETNA_DATA_DIR, "sample-forge");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secret = kept(folder, "secret", () => randomBytes(32).toString("base64url"));
  const chosen = existsSync(join(folder, "port")) ? "" : String(await freePort());
  const port = Number(kept(folder, "port", () => chosen));
  if (await isPortFree(port)) return { folder, port, secret, isRunning: false };
  if (await isOurs(port, secret)) return { folder, port, secret, isRunning: true };
  say(
    `  Port ${port} of the sample forge is taken by another program: it is not offered this time.`,
  );
  return null;
}

/** What the other processes are told of it. */
export function sampleForgeEnvironment(plan: SampleForgePlan | null): Record<string, string> {
  if (plan === null) return { ETNA_SAMPLE_FORGE: "off", ETNA_SAMPLE_FORGE_SECRET: "" };
  return {
    ETNA_SAMPLE_FORGE: `http://127.0.0.1:${plan.port}`,
    ETNA_SAMPLE_FORGE_SECRET: plan.secret,
  };
}

function kept(folder: string, name: string, make: () => string): string {
  const file = join(folder, name);
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolvePort(port));
    });
  });
}

/** Asked without the secret: who listens there may be anyone. */
async function isOurs(port: number, secret: string): Promise<boolean> {
  const challenge = randomBytes(16).toString("hex");
  const address = `http://127.0.0.1:${port}/_sample/hello?challenge=${challenge}`;
  const signal = AbortSignal.timeout(2000);
  try {
    const answer = await fetch(address, { signal, redirect: "error" });
    return (await answer.text()) === JSON.stringify({ proof: proofOf(secret, challenge) });
  } catch {
    // Nobody answers, or in no words that are known: it is another program.
    return false;
  }
}
