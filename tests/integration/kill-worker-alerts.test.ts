import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectWhole } from "../support/expect-whole.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import { type HostedRepository, hostedRepository } from "../support/hosted-repository.ts";
import { openTeam, type Team } from "../support/team.ts";
import { give, startWorkerProcess, type WorkerProcess } from "../support/worker-process.ts";
import { eventually } from "../support/world.ts";

const points = [
  "begin 0: commit of repositories confirmed",
  "take 0: begun",
  "take 0: commit of repositories not yet sent",
  "take 0: commit of repositories confirmed",
  "take 0: done, not recorded",
  "end 0: commit of repositories confirmed",
  "end 0: recorded",
];

let w: ForgeWorld;
let team: Team;
let at: HostedRepository;
let worker: WorkerProcess;

beforeAll(async () => {
  w = await openForgeWorld();
  w.github.sendsHooks = false;
  team = await openTeam(w.world, w.s, "Killed Looks");
  at = await hostedRepository(w, team, "looked-at", { "src/app.js": "one\ntwo\nthree\n" });
  worker = await startWorkerProcess(w.world);
});

afterAll(async () => {
  await worker?.stop();
  await w?.close();
});

describe("a worker killed with -9 while it takes over alerts", () => {
  it.each(points.map((point, index) => ({ point, number: index + 1 })))(
    "at “$point” makes the new finding once, and can be asked again",
    async ({ point, number }) => {
      at.repository.alerts.push({
        ...{ number, kind: "code_scanning", state: "open", tool: "CodeQL", ruleId: "js/xss" },
        ...{ severity: "high", cwe: "CWE-79", title: "XSS", path: "src/app.js" },
        ...{ startLine: 2, endLine: 2, createdAtMs: 1 },
      });
      await give(w.world, { point, action: "kill" });
      const { organizationId } = team;
      const { repositoryId } = at;
      await w.s.findings.askForAlerts(team.as("developer"), organizationId, repositoryId);
      expect(await worker.ended, worker.errors()).toBe("SIGKILL");
      await give(w.world, null);
      worker = await startWorkerProcess(w.world);
      await eventually("the look to come to its end", async () => {
        const found = await w.s.repositories.getRepository(organizationId, repositoryId);
        return found?.alerts.underWay === false;
      });
      const filter = { repositoryId, state: "open", limit: 100 } as const;
      expect(await w.s.findings.listFindings(organizationId, filter)).toHaveLength(number);
    },
  );

  it("leaves one event a look, and a chain that holds", async () => {
    await expectWhole(w.world, w.s, team.organizationId, { "alerts.take": points.length });
  });
});
