import { expect } from "vitest";
import { loadServices, type Services } from "./services.ts";
import { endOfRun, faultyFiles, openTeam, seen, type Team } from "./team.ts";
import { give, startWorkerProcess, type WorkerProcess } from "./worker-process.ts";
import { eventually, type World } from "./world.ts";

/** An installation whose worker is a process of its own, to be killed at exact points. */
export interface KilledWorker {
  readonly world: World;
  readonly s: Services;
  readonly team: Team;
  /** The one repository, with as many faults as were asked for, scanned. */
  readonly place: { readonly repositoryId: string; readonly path: string };
  /** A fix of a finding that has none yet. */
  proposedFix(): Promise<ProposedFix>;
  /** The same, approved and signed. */
  signedFix(): Promise<ProposedFix>;
  /** Has the worker killed at the point that `work` leads to, and leaves it dead. */
  killAt(point: string, work: () => Promise<unknown>): Promise<void>;
  /** Starts another worker in its place. */
  revive(): Promise<void>;
  /** Until no workflow is left that has not succeeded. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

type ProposedFix = NonNullable<Awaited<ReturnType<Services["fixes"]["getFix"]>>>;

export async function openKilledWorker(
  world: World,
  name: string,
  faults: number,
): Promise<KilledWorker> {
  const s = await loadServices();
  const team = await openTeam(world, s, name);
  const { organizationId } = team;
  const path = await world.repository("killed", faultyFiles(faults));
  const { id } = await s.repositories.connectRepository(team.as("owner"), organizationId, { path });
  let worker: WorkerProcess = await startWorkerProcess(world);
  const scan = await s.runs.startScan(team.as("owner"), organizationId, id);
  await endOfRun(s, organizationId, scan.id);

  async function proposedFix(): Promise<ProposedFix> {
    const found = await s.findings.listFindings(organizationId, { limit: 100 });
    const open = found.find(({ fixId, state }) => fixId === null && state === "open")!;
    const run = await s.runs.startFix(team.as("developer"), organizationId, open.id);
    const { fixId } = await endOfRun(s, organizationId, run.id);
    return (await s.fixes.getFix(organizationId, fixId!))!;
  }

  return {
    ...{ world, s, team, proposedFix },
    place: { repositoryId: id, path },
    async signedFix() {
      const fix = await proposedFix();
      await s.fixes.approveFix(team.as("approver"), organizationId, fix.id, seen(fix));
      return await eventually("the signature", async () => {
        const now = await s.fixes.getFix(organizationId, fix.id);
        return now?.state === "signed" ? now : null;
      });
    },
    async killAt(point, work) {
      await give(world, { point, action: "kill" });
      await work();
      expect(await worker.ended, worker.errors()).toBe("SIGKILL");
      await give(world, null);
    },
    async revive() {
      worker = await startWorkerProcess(world);
    },
    async settled() {
      await eventually("every workflow to end", async () => {
        const rows = await world.database.query(
          "SELECT 1 FROM dbos.workflow_status WHERE status <> 'SUCCESS' LIMIT 1",
        );
        return rows.length === 0;
      });
    },
    async close() {
      await worker.stop();
      const { closeDatabase } = await import("#lib/platform/db/index.ts");
      await closeDatabase();
      await world.close();
    },
  };
}
