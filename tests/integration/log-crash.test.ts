import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCheckpoint } from "#lib/engines/verify/index.ts";
import { addFixByHand } from "../support/by-hand.ts";
import { expectOneTree, expectWhole } from "../support/expect-whole.ts";
import type { Appended, AppenderWord, AppendOrder } from "../support/log-appender.ts";
import { rootOfLeaves } from "../support/log-tree.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";

const root = join(import.meta.dirname, "../..");

/** Every query of the transaction, in its order, and both sides of the commit. */
const points = [
  { query: 'UPDATE "public"."fixes"', when: "after" },
  { query: 'UPDATE "public"."log_state"', when: "before" },
  { query: 'UPDATE "public"."log_state"', when: "after" },
  { query: 'INSERT INTO "public"."log_entries"', when: "after" },
  { query: 'INSERT INTO "public"."log_nodes"', when: "after" },
  { query: 'INSERT INTO "public"."attestations"', when: "after" },
  { query: "WITH event AS", when: "after" },
  { query: "COMMIT", when: "before" },
  { query: "COMMIT", when: "after" },
] as const;

let world: World;
let s: Services;
let team: Team;
let jobs: AppendOrder["jobs"];
const appended: Appended[] = [];
const children = new Set<ChildProcess>();

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Crashing Signers");
  const { organizationId } = team;
  const path = await world.repository("signed", faultyFiles(1));
  const { id } = await s.repositories.connectRepository(team.as("owner"), organizationId, { path });
  const approved = [];
  for (let i = 0; i < 8; i++) {
    const fix = await addFixByHand(world, s, team, { repositoryId: id, path });
    const actor = team.as("approver");
    const { approvalId } = await s.fixes.approveFix(actor, organizationId, fix.id, seen(fix));
    approved.push({ organizationId, fixId: fix.id, approvalId });
  }
  jobs = approved;
  await s.provenance.installationLog();
});

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

interface Appender {
  order(given: AppendOrder): void;
  kill(): void;
  /** Resolves when what was ordered is done. */
  readonly done: Promise<void>;
  readonly ended: Promise<string | null>;
  errors(): string;
}

async function startAppender(): Promise<Appender> {
  const child = fork(join(root, "tests/support/log-appender.ts"), {
    cwd: root,
    env: {
      ...world.environment,
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: join(root, ".etna/test-compile-cache"),
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  children.add(child);
  let text = "";
  child.stderr?.on("data", (chunk) => {
    text += String(chunk);
  });
  const ended = once(child, "exit").then(([, signal]) => {
    children.delete(child);
    return signal as string | null;
  });
  const ready = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  child.on("message", (word: AppenderWord) => {
    if (word === "ready") ready.resolve();
    else if (word === "done") done.resolve();
    else appended.push(word);
  });
  await Promise.race([ready.promise, ended]);
  return {
    order: (given) => void child.send(given),
    kill: () => void child.kill("SIGKILL"),
    done: done.promise,
    ended,
    errors: () => text,
  };
}

/** The whole log is recomputed: what was acknowledged stands, and every signed head fits it. */
async function expectOneLog(): Promise<void> {
  await expectOneTree(world);
  const rows = await world.database.query('SELECT body FROM log_entries ORDER BY "index"');
  const bodies = rows.map((row) => row.body as Uint8Array);
  for (const { index, body } of appended) {
    expect(Buffer.from(bodies[index] ?? []).toString("hex")).toBe(body);
  }
  for (const checkpoint of new Set(appended.map((entry) => entry.checkpoint))) {
    const head = readCheckpoint(checkpoint)!;
    expect(Buffer.from(head.root).toString("hex")).toBe(rootOfLeaves(bodies.slice(0, head.size)));
  }
  const doubled = await world.database.query(
    "SELECT 1 FROM log_nodes n FULL JOIN log_entries e ON n.level = 0 AND n.index = e.index WHERE n.level = 0 AND n.hash IS DISTINCT FROM e.leaf_hash",
  );
  expect(doubled).toEqual([]);
}

describe("processes that append to one log", () => {
  it.each(points)("one that is killed $when “$query” leaves one tree", async (kill) => {
    const appender = await startAppender();
    appender.order({ bare: 20, jobs: jobs.slice(0, 3), kill });
    const end = await Promise.race([appender.ended, appender.done.then(() => "it lived")]);
    expect(end, appender.errors()).toBe("SIGKILL");
    await expectOneLog();
  });

  it("three at once, killed at random again and again, leave one tree", async () => {
    for (let round = 0; round < 3; round++) {
      const appenders = await Promise.all([startAppender(), startAppender(), startAppender()]);
      for (const appender of appenders) appender.order({ bare: 300, jobs: jobs.slice(0, 6) });
      await Promise.all(
        appenders.map(async (appender) => {
          await sleep(Math.random() * 700);
          appender.kill();
          await appender.ended;
        }),
      );
      await expectOneLog();
    }
  });

  it("two that end their work have appended all of it, and each signature verifies", async () => {
    const before = appended.length;
    const appenders = await Promise.all([startAppender(), startAppender()]);
    for (const appender of appenders) appender.order({ bare: 300, jobs });
    await Promise.all(appenders.map(({ done, ended }) => Promise.race([done, ended])));
    expect(appended.length - before, appenders.map(({ errors }) => errors()).join("")).toBe(600);
    expect(await expectOneTree(world)).toBe(jobs.length);
    await expectOneLog();
    for (const { fixId } of jobs) {
      expect((await s.provenance.readVerification(fixId))?.verification.ok, fixId).toBe(true);
    }
    await expectWhole(world, s, team.organizationId, { "fix.sign": jobs.length });
    const heads = new Set(appended.map(({ checkpoint }) => checkpoint));
    expect(heads.size, "several entries share a head").toBeLessThan(appended.length / 4);
  });
});
