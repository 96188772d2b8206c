import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GithubServer } from "#samples/forge/github/face.ts";
import { startSampleForge } from "#samples/forge/sample/start.ts";
import { freePort } from "./web.ts";

export interface TestSampleForge {
  readonly server: GithubServer;
  /** What the processes of Etna are told of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends it and starts it again on what it has kept. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The sample forge as npm start starts it, in a folder that goes with it, with a CI that hurries. */
export async function openSampleForge(): Promise<TestSampleForge> {
  const folder = await mkdtemp(join(tmpdir(), "sample-forge-"));
  const secret = randomBytes(32).toString("hex");
  const options = { folder, port: await freePort(), secret, pace: { queuedMs: 20, runningMs: 20 } };
  let server = await startSampleForge(options);
  return {
    get server() {
      return server;
    },
    environment: { ETNA_SAMPLE_FORGE: server.url, ETNA_SAMPLE_FORGE_SECRET: secret },
    async restart() {
      await server.close();
      server = await startSampleForge(options);
    },
    async close() {
      await server.settled();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
