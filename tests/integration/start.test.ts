import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildWhenChanged } from "../../bin/ground/build.ts";
import { freePort } from "../support/web.ts";
import { eventually, openWorld, type World } from "../support/world.ts";

const root = join(import.meta.dirname, "../..");

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await buildWhenChanged();
}, 600_000);
afterAll(() => world?.close());

/** `npm start` of a fresh installation, with settings of its own; what it says comes with it. */
function npmStart(port: number, settings: Readonly<Record<string, string>> = {}) {
  const secret = () => randomBytes(32).toString("base64url");
  const npm = spawn("npm", ["start"], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...world.environment,
      NODE_ENV: "production",
      PORT: String(port),
      ETNA_PUBLIC_URL: `http://localhost:${port}`,
      AUTH_SECRET: secret(),
      ETNA_LINK_SECRET: secret(),
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  return { npm, said: () => said };
}

async function answers(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => null);
  return answer?.ok ?? false;
}

async function isUp(npm: ChildProcess, port: number, said: () => string): Promise<void> {
  await eventually("npm start to answer", async () => {
    if (npm.exitCode !== null) throw new Error(`It ended: ${said()}`);
    return await answers(port);
  });
}

describe("npm start", () => {
  it.each(["http://etna.example.com", "http://10.0.0.7:3000"])(
    "refuses %s, which is public and not HTTPS, before anything listens",
    async (url) => {
      const port = await freePort();
      const { npm, said } = npmStart(port, { ETNA_PUBLIC_URL: url });
      const [code] = await once(npm, "close");
      expect(code).toBe(1);
      expect(said()).toContain(`ETNA_PUBLIC_URL is ${url}, which is not HTTPS.`);
      expect(await answers(port)).toBe(false);
    },
  );

  it("killed with -9 leaves nothing running, so that the next one finds its port free", async () => {
    const port = await freePort();
    const first = npmStart(port);
    await isUp(first.npm, port, first.said);
    first.npm.kill("SIGKILL");
    await eventually("the port to be free", async () => !(await answers(port)));
    const second = npmStart(port);
    await isUp(second.npm, port, second.said);
    expect(second.said()).not.toContain("is taken");
    second.npm.kill("SIGTERM");
    await once(second.npm, "close");
    expect(await answers(port)).toBe(false);
  });
});
