import { timingSafeEqual } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { answerScripted } from "../../models/answer.ts";
import { type GithubServer, startGithub } from "../github/face.ts";
import type { GithubWorld } from "../github/world.ts";
import type { FaceAnswer, FaceRequest } from "../server.ts";
import { type Arrival, welcome } from "./newcomers.ts";
import { type Pace, playCi } from "./play-ci.ts";
import { proofOf } from "./proof.ts";
import { openStore } from "./store.ts";

export interface SampleForgeOptions {
  /** Where it keeps its repositories and all it remembers. */
  readonly folder: string;
  readonly port: number;
  /** What Etna shows when it makes something ready here for a newcomer. */
  readonly secret: string;
  readonly pace?: Pace;
  /** Keeps every request that it answers, for who counts them. */
  readonly remembers?: boolean;
}

/**
 * The forge that a newcomer tries Etna on: GitHub's wire formats and pages over real repositories
 * below one folder, on 127.0.0.1 alone, the same after a restart.
 */
export async function startSampleForge(options: SampleForgeOptions): Promise<GithubServer> {
  const { folder, port, secret, pace = { queuedMs: 1500, runningMs: 4000 } } = options;
  mkdirSync(join(folder, "repositories"), { recursive: true, mode: 0o700 });
  const { forge, newcomers, revive, save } = openStore(folder);
  let world: GithubWorld | undefined;
  let waiting: NodeJS.Timeout | undefined;
  const saveSoon = () => {
    waiting ??= setTimeout(saveNow, 20);
  };
  const saveNow = () => {
    clearTimeout(waiting);
    waiting = undefined;
    if (world !== undefined) save(world);
  };
  const server = await startGithub(forge, {
    enterprise: true,
    actsAsOwner: true,
    port,
    remembers: options.remembers ?? false,
    async before(request) {
      if (!isOwnAddress(request, port)) return { status: 421, body: "This is not its address." };
      if (isFromElsewhere(request)) return { status: 403, body: "Press this on the forge itself." };
      if (!request.url.pathname.startsWith("/_sample/")) return null;
      const said = answerScripted(request);
      if (said !== null) return said;
      if (request.url.pathname === "/_sample/hello") return hello(secret, request);
      if (!knows(secret, request)) return { status: 401, body: { message: "Unknown." } };
      if (world === undefined) return { status: 503, body: { message: "It starts." } };
      if (request.url.pathname !== "/_sample/welcome") return { status: 404, body: {} };
      const arrival = JSON.parse(request.body.toString("utf8")) as Arrival;
      return { status: 200, body: await welcome(world, newcomers, arrival) } satisfies FaceAnswer;
    },
    after({ method, url }) {
      if (method !== "GET" && !url.pathname.startsWith("/_sample/models/")) saveSoon();
    },
  });
  world = server.world;
  revive(world);
  forge.onEvent(saveSoon);
  const stopCi = playCi(forge, pace);
  const { close } = server;
  return Object.assign(server, {
    async close() {
      stopCi();
      await close();
      saveNow();
    },
  });
}

/** A name that an attacker has led to 127.0.0.1 is not this forge's. */
function isOwnAddress({ headers }: FaceRequest, port: number): boolean {
  return headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`;
}

/** Another site in the same browser presses no button here; it may only post a manifest. */
function isFromElsewhere({ method, headers, body, url }: FaceRequest): boolean {
  const site = headers["sec-fetch-site"];
  if (method === "GET" || site === undefined || site === "same-origin" || site === "none") {
    return false;
  }
  const isManifest = url.pathname.endsWith("/settings/apps/new");
  return !isManifest || new URLSearchParams(body.toString("utf8")).has("press");
}

function hello(secret: string, { url }: FaceRequest): FaceAnswer {
  const challenge = url.searchParams.get("challenge") ?? "";
  return { status: 200, body: { proof: proofOf(secret, challenge) } };
}

function knows(secret: string, { headers }: FaceRequest): boolean {
  const given = Buffer.from(headers.authorization ?? "");
  const expected = Buffer.from(`Bearer ${secret}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
