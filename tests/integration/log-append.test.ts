import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Steps } from "#lib/platform/jobs/index.ts";
import { addFixByHand } from "../support/by-hand.ts";
import { expectOneTree, expectWhole } from "../support/expect-whole.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";

const perTeam = 20;

let world: World;
let s: Services;
let teams: Team[];

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  teams = [await openTeam(world, s, "First Signers"), await openTeam(world, s, "Other Signers")];
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

/** The signing step alone, without the durability: what is shown here is the append itself. */
const signStep: Steps = {
  step: async (name, work) => (name === "sign" ? await work({ last: true }) : (undefined as never)),
};

async function approved(team: Team, name: string, count = perTeam) {
  const { organizationId } = team;
  const path = await world.repository(name, faultyFiles(1));
  const { id } = await s.repositories.connectRepository(team.as("owner"), organizationId, { path });
  const jobs = [];
  for (let i = 0; i < count; i++) {
    const fix = await addFixByHand(world, s, team, { repositoryId: id, path });
    const actor = team.as("approver");
    const { approvalId } = await s.fixes.approveFix(actor, organizationId, fix.id, seen(fix));
    jobs.push({ organizationId, fixId: fix.id, approvalId });
  }
  return jobs;
}

describe("forty signatures at once", () => {
  it("get indices without a gap in one tree, and each bundle verifies", async () => {
    const jobs = (
      await Promise.all(teams.map((team, index) => approved(team, `signed-${index}`)))
    ).flat();
    // Each is asked for twice, as when a worker is thought dead and is not.
    await Promise.all([...jobs, ...jobs].map((job) => s.fixes.signWorkflow.run(signStep, job)));
    expect(await expectOneTree(world)).toBe(2 * perTeam);
    expect((await s.provenance.readLogStatus()).size).toBe(1 + 2 * perTeam);
    for (const { fixId } of jobs) {
      const answer = await s.provenance.readVerification(fixId);
      const failed = answer?.verification.checks.filter((check) => check.outcome === "fails");
      expect(failed, fixId).toEqual([]);
      expect(answer?.verification.ok, fixId).toBe(true);
    }
    for (const { organizationId } of teams) {
      await expectWhole(world, s, organizationId, {
        "fix.sign": perTeam,
        "fix.approve": perTeam,
      });
    }
  });

  it("do not fail because one of them does", async () => {
    const [team] = teams as [Team];
    const jobs = await approved(team, "one-voided", 4);
    const voided = jobs[1]!.approvalId;
    await world.database.query("UPDATE approvals SET voided_at = now() WHERE id = $1", [voided]);
    const done = await Promise.allSettled(
      jobs.map((job) => s.fixes.signWorkflow.run(signStep, job)),
    );
    expect(done.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(await expectOneTree(world)).toBe(2 * perTeam + 3);
    await expectWhole(world, s, team.organizationId, { "fix.sign": perTeam + 3 });
  });

  it("see each other's organization at no point, though they share a transaction", async () => {
    const look = async (team: Team, before: string[], after: string[]) => {
      const actor = s.audit.systemActor("worker", team.organizationId);
      const target = { type: "fix", id: team.organizationId };
      await s.provenance.mutateLogged(actor, "fix.sign", target, async (tx, trail, append) => {
        trail.unchanged();
        const owners = async () => {
          const fixes = await tx.fix.findMany({ select: { organizationId: true } });
          return [...new Set(fixes.map(({ organizationId }) => organizationId))];
        };
        before.push(...(await owners()));
        const { proof } = await append(randomBytes(40));
        after.push(...(await owners()));
        heads.add(proof.checkpoint);
      });
    };
    const heads = new Set<string>();
    const [first, second] = teams as [Team, Team];
    const seenBy = { first: [[], []] as string[][], second: [[], []] as string[][] };
    // The first of all is served alone; the two behind it go together.
    await Promise.all([
      look(first, [], []),
      look(first, seenBy.first[0]!, seenBy.first[1]!),
      look(second, seenBy.second[0]!, seenBy.second[1]!),
    ]);
    expect(heads.size).toBe(2);
    expect(seenBy).toEqual({
      first: [[first.organizationId], [first.organizationId]],
      second: [[second.organizationId], [second.organizationId]],
    });
  });

  it("are refused by the database where one entry would be there twice", async () => {
    const [entry] = await world.database.query("SELECT * FROM log_entries WHERE index = 1");
    await expect(
      world.database.query(
        `INSERT INTO log_entries ("index", leaf_hash, body, integrated_time)
         VALUES (1000, $1, $2, $3)`,
        [entry!.leaf_hash, entry!.body, entry!.integrated_time],
      ),
    ).rejects.toMatchObject({ code: "23505" });
  });
});
