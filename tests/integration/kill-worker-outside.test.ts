import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeRekor, startRekor } from "../fakes/rekor.ts";
import { expectWhole } from "../support/expect-whole.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { give, startWorkerProcess, type WorkerProcess } from "../support/worker-process.ts";
import { eventually, openWorld, type World } from "../support/world.ts";

const points = [
  "prove: begun",
  "prove: commit of outside_proofs not yet sent",
  "prove: commit of outside_proofs confirmed",
  "prove: done, not recorded",
];

let world: World;
let s: Services;
let team: Team;
let rekor: FakeRekor;
let worker: WorkerProcess;

beforeAll(async () => {
  const opened = await openWorld();
  rekor = await startRekor();
  await writeFile(join(opened.folder, "rekor.pub"), rekor.publicKey);
  const settings = {
    ETNA_REKOR_URL: rekor.url,
    ETNA_REKOR_PUBLIC_KEY: join(opened.folder, "rekor.pub"),
    ETNA_OUTBOUND_ALLOW: new URL(rekor.url).host,
  };
  Object.assign(process.env, settings);
  world = { ...opened, environment: { ...opened.environment, ...settings } };
  s = await loadServices();
  team = await openTeam(world, s, "Killed Proofs");
  await world.database.query("UPDATE organizations SET names_on_public_pages = true");
  const path = await world.repository("proofs", faultyFiles(points.length));
  const { id } = await s.repositories.connectRepository(team.as("owner"), team.organizationId, {
    path,
  });
  worker = await startWorkerProcess(world);
  const scan = await s.runs.startScan(team.as("owner"), team.organizationId, id);
  await endOfRun(s, team.organizationId, scan.id);
});

afterAll(async () => {
  await worker?.stop();
  await rekor?.close();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function proposedFix() {
  const found = await s.findings.listFindings(team.organizationId, { limit: 100 });
  const open = found.find(({ fixId, state }) => fixId === null && state === "open")!;
  const run = await s.runs.startFix(team.as("developer"), team.organizationId, open.id);
  const { fixId } = await endOfRun(s, team.organizationId, run.id);
  return (await s.fixes.getFix(team.organizationId, fixId!))!;
}

describe("a worker killed with -9 while it has a signature proven", () => {
  it.each(points.map((point, index) => ({ point, index })))(
    "at “$point” leaves one entry in the public log, and a proof that holds",
    async ({ point, index }) => {
      const fix = await proposedFix();
      await give(world, { point, action: "kill" });
      await s.fixes.approveFix(team.as("approver"), team.organizationId, fix.id, seen(fix));
      expect(await worker.ended, worker.errors()).toBe("SIGKILL");
      await give(world, null);
      expect((await s.fixes.getFix(team.organizationId, fix.id))?.state).toBe("signed");
      worker = await startWorkerProcess(world);
      await eventually("the proof", async () => {
        const answer = await s.provenance.readVerification(fix.id);
        return answer?.outside.proofs[0]?.state === "holds";
      });
      await eventually("every workflow to end", async () => {
        const rows = await world.database.query(
          "SELECT 1 FROM dbos.workflow_status WHERE status <> 'SUCCESS' LIMIT 1",
        );
        return rows.length === 0;
      });
      expect(rekor.entries).toHaveLength(index + 1);
    },
  );

  it("leaves one event a proof, and chains that hold", async () => {
    await expectWhole(world, s, team.organizationId, { "fix.prove_outside": points.length });
  });
});
