import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nobleCrypto, type SignatureDemand, verifyBundle } from "#lib/engines/verify/index.ts";
import type { Worker } from "#lib/platform/jobs/index.ts";
import { addPasskey, approveSigned } from "../support/approvers.ts";
import { addFixByHand } from "../support/by-hand.ts";
import { openMailWorld } from "../support/mail-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { eventually, type World } from "../support/world.ts";

let world: World;
let s: Services;
let team: Team;
let other: Team;
let worker: Worker;
let houses = 0;
let place: { repositoryId: string; path: string };

beforeAll(async () => {
  world = await openMailWorld();
  s = await loadServices();
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  worker = await startWorker({
    workflows: [s.fixes.signWorkflow, s.provenance.publishKeysWorkflow],
  });
  other = await openTeam(world, s, "Other House");
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

/** What is published is never taken back, so each test has a house of its own. */
beforeEach(async () => {
  const name = `House ${"abcdefghij".charAt(houses++)}`;
  team = await openTeam(world, s, name);
  const path = await world.repository(name.replace(" ", "-"), faultyFiles(1));
  const { organizationId } = team;
  const { id } = await s.repositories.connectRepository(team.as("owner"), organizationId, { path });
  place = { repositoryId: id, path };
});

function demand(signedApprovals: boolean, person = team.as("admin")) {
  return s.organizations.updateFixPolicy(person, team.organizationId, { signedApprovals });
}

/** keys.json as it was signed and logged, once it says what is waited for. */
async function published(says: (demands: readonly SignatureDemand[]) => boolean) {
  return await eventually("keys.json to be published", async () => {
    const keys = await s.provenance.publishedKeys(team.organizationId);
    return keys?.attestation !== undefined && says(keys.signedApprovals ?? []) ? keys : null;
  });
}

async function rows() {
  return await world.database.query(
    "SELECT starts_at, ends_at FROM signature_demands WHERE organization_id = $1 ORDER BY 1",
    [team.organizationId],
  );
}

/** An approval that no passkey signed, by someone who has none. */
async function approvedFix() {
  const fix = await addFixByHand(world, s, team, place);
  await s.fixes.approveFix(team.as("owner"), team.organizationId, fix.id, seen(fix));
  return fix;
}

async function verification(fixId: string) {
  const read = await eventually("the signature", () => s.provenance.readVerification(fixId));
  const approver = read.verification.checks.find(({ id }) => id === "approver")!;
  return { ...read, approver };
}

const addDemand = (from: string, until: string | null) =>
  world.database.query(
    `INSERT INTO signature_demands (organization_id, starts_at, ends_at)
     VALUES ($1, date_trunc('second', now()) + $2::interval, date_trunc('second', now()) + $3::interval)`,
    [team.organizationId, from, until],
  );

describe("the demand of signed approvals", () => {
  it("is published an hour ahead, ends when it is switched off, and begins anew", async () => {
    const hour = 60 * 60 * 1000;
    const before = Date.now();
    await demand(true);
    const [first] = (await published((demands) => demands.length === 1)).signedApprovals!;
    expect(Date.parse(first!.start)).toBeGreaterThanOrEqual(before + hour);
    expect(Date.parse(first!.start)).toBeLessThanOrEqual(Date.now() + hour + 1000);
    expect(first).not.toHaveProperty("end");

    await demand(false);
    const ended = await published((demands) => demands[0]?.end !== undefined);
    const [{ start, end } = { start: "" }] = ended.signedApprovals!;
    expect(start).toBe(first!.start);
    expect(Date.parse(end!)).toBeLessThanOrEqual(Date.now());

    await demand(true);
    const again = await published((demands) => demands.length === 2);
    expect(again.signedApprovals![0]).toEqual({ start, end });
    expect(again.signedApprovals![1]!.start > start).toBe(true);
    const listed = await s.organizations.listSignatureDemands(team.organizationId);
    expect(listed.map(({ endsAt }) => endsAt === null)).toEqual([true, false]);
  });

  it("switched twice, or by many at once, is one stretch and one document", async () => {
    const { sequence = 0 } = await published((demands) => demands.length === 0);
    await Promise.all([1, 2, 3].map(() => demand(true)));
    await demand(true);
    const keys = await published((demands) => demands.length === 1);
    expect(keys.sequence).toBe(sequence + 1);
    expect(await rows()).toHaveLength(1);
    // Another policy says nothing of it.
    await s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, {
      fourEyes: true,
    });
    await s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, {
      fourEyes: false,
    });
    expect(await rows()).toHaveLength(1);
  });

  it("is nobody else's to switch, and is never shortened by the application", async () => {
    await demand(true);
    for (const role of ["viewer", "developer", "approver"] as const) {
      await expect(demand(false, team.as(role))).rejects.toMatchObject({ code: "forbidden" });
    }
    const stranger = other.as("owner");
    await expect(demand(false, stranger)).rejects.toMatchObject({ code: "not_found" });
    const theirs = { ...stranger, organizationId: team.organizationId };
    await expect(demand(false, theirs)).rejects.toMatchObject({ code: "not_found" });
    expect(await rows()).toMatchObject([{ ends_at: null }]);
    const { readAs } = await import("#lib/platform/db/index.ts");
    for (const sql of [
      "DELETE FROM signature_demands",
      "UPDATE signature_demands SET starts_at = now()",
    ]) {
      const attempt = readAs({ organizationId: team.organizationId }, (db) =>
        (db as unknown as { $queryRawUnsafe(sql: string): Promise<unknown> }).$queryRawUnsafe(sql),
      );
      await expect(attempt, sql).rejects.toThrow();
    }
  });
});

describe("an approval without a signature", () => {
  it("is signed while the demand is not in force yet", async () => {
    const fix = await addFixByHand(world, s, team, place);
    await Promise.all([
      s.fixes.approveFix(team.as("owner"), team.organizationId, fix.id, seen(fix)),
      published((demands) => demands.length === 0),
    ]);
    await demand(true);
    const { verification: checked, approver } = await verification(fix.id);
    expect({ ok: checked.ok, outcome: approver.outcome }).toEqual({ ok: true, outcome: "absent" });
  });

  it("that whoever holds the key had logged meanwhile fails for everyone, with the published list", async () => {
    const fix = await approvedFix();
    await verification(fix.id);
    // As if it had been demanded when the log took it in: Etna itself would not have signed.
    await addDemand("-10 minutes", null);
    const { bundle, trustedRoot, approver, verification: here } = await verification(fix.id);
    expect(here.ok).toBe(false);
    expect(approver.outcome).toBe("fails");
    expect(approver.reason).toMatch(
      /^The organization publishes that approvals are signed by a passkey from/,
    );
    await demand(true);
    const keys = await s.provenance.publishedKeys(team.organizationId);
    expect((await verifyBundle({ bundle, trustedRoot, keys }, nobleCrypto)).ok).toBe(false);
    const { signedApprovals: _, ...without } = keys!;
    expect((await verifyBundle({ bundle, trustedRoot, keys: without }, nobleCrypto)).ok).toBe(
      keys!.attestation === undefined,
    );
  });

  it("is void in a demand that is in force, whoever looks", async () => {
    await addDemand("-1 minute", null);
    const fix = await approvedFix();
    await eventually("the approval to be void", async () => {
      return (await s.fixes.getFix(team.organizationId, fix.id))?.voided;
    });
    expect(await s.provenance.readVerification(fix.id)).toBeNull();
  });

  it("waits where the clock of a machine still stands within a demand that has ended", async () => {
    await addDemand("-1 minute", "3 seconds");
    const [{ ends_at: endsAt } = { ends_at: null }] = await rows();
    const fix = await approvedFix();
    const { verification: checked } = await verification(fix.id);
    expect(checked.ok).toBe(true);
    expect(Date.parse(checked.verifiedTime!)).toBeGreaterThanOrEqual((endsAt as Date).getTime());
  });
});

describe("the passkeys of approvers", () => {
  it("are listed with their owners for members, and as former members' when they left", async () => {
    const person = team.as("approver");
    const { key } = await addPasskey(s, person);
    await approveSigned(s, person, await addFixByHand(world, s, team, place), key);
    const list = () => s.organizations.listApproverKeys(team.organizationId);
    expect(await list()).toMatchObject([
      { owner: expect.stringMatching(/^approver@house/), validUntil: null },
    ]);
    expect(await s.organizations.listApproverKeys(other.organizationId)).toEqual([]);
    await world.database.query("DELETE FROM members WHERE organization_id = $1 AND user_id = $2", [
      team.organizationId,
      person.userId,
    ]);
    expect(await list()).toMatchObject([{ owner: null }]);
  });
});
