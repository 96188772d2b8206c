import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addPasskey, approveSigned } from "../support/approvers.ts";
import { addFixByHand } from "../support/by-hand.ts";
import { expectWhole } from "../support/expect-whole.ts";
import { type KilledWorker, openKilledWorker } from "../support/killed-worker.ts";
import { openMailWorld } from "../support/mail-world.ts";
import { seen } from "../support/team.ts";
import { eventually } from "../support/world.ts";

const publishPoints = [
  "publish: begun",
  "publish: commit of keys_publications not yet sent",
  "publish: commit of keys_publications confirmed",
  "publish: done, not recorded",
];

let k: KilledWorker;

beforeAll(async () => {
  k = await openKilledWorker(await openMailWorld(), "Killed Demands", 1);
});

afterAll(() => k?.close());

function demand(signedApprovals: boolean) {
  const { s, team } = k;
  return s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, {
    signedApprovals,
  });
}

async function published(sequence: number) {
  return await eventually("keys.json to be published", async () => {
    const keys = await k.s.provenance.publishedKeys(k.team.organizationId);
    return keys?.attestation !== undefined && keys.sequence === sequence ? keys : null;
  });
}

describe("a worker killed with -9 while it publishes that signed approvals are demanded", () => {
  it.each(publishPoints.map((point, index) => ({ point, index })))(
    "at “$point” leaves one keys.json that says so, and one entry",
    async ({ point, index }) => {
      const before = await published(1 + index);
      await k.killAt(point, () => demand(index % 2 === 0));
      await k.revive();
      const { signedApprovals: demands = [] } = await published(2 + index);
      expect(demands).toHaveLength(Math.floor(index / 2) + 1);
      expect(demands.at(-1)?.end !== undefined).toBe(index % 2 === 1);
      expect(
        demands.slice(0, before.signedApprovals?.length ?? 0).map(({ start }) => start),
      ).toEqual(before.signedApprovals?.map(({ start }) => start) ?? []);
      await k.settled();
    },
  );
});

describe("an approval without a signature, its worker killed before a demand comes into force,", () => {
  /** The hour is over. */
  async function comeIntoForce() {
    await demand(true);
    await k.world.database.query(
      "UPDATE signature_demands SET starts_at = date_trunc('second', now()) WHERE ends_at IS NULL",
    );
  }

  const owner = () => k.team.as("owner");
  const fixOf = async (id: string) => (await k.s.fixes.getFix(k.team.organizationId, id))!;
  const approve = (fix: Awaited<ReturnType<typeof addFixByHand>>) =>
    k.s.fixes.approveFix(owner(), k.team.organizationId, fix.id, seen(fix));

  it.each(["sign: begun", "sign: commit of attestations not yet sent"])(
    "at “%s” is void, and is given again with a passkey",
    async (point) => {
      const { s, team, world, place } = k;
      const fix = await addFixByHand(world, s, team, place);
      await k.killAt(point, () => approve(fix));
      await comeIntoForce();
      await k.revive();
      await eventually("the approval to be void", async () => (await fixOf(fix.id)).voided);
      const { state, approvals, logIndex } = await fixOf(fix.id);
      expect({ state, logIndex }).toEqual({ state: "proposed", logIndex: null });
      expect(approvals[0]?.voidReason).toMatch(
        /^Your organization demands the approver’s own signature since \S+Z, and this approval was given without$/,
      );
      await expect(approve(fix)).rejects.toMatchObject({ code: "forbidden" });
      const { key } = await addPasskey(s, team.as("approver"));
      await approveSigned(s, team.as("approver"), fix, key);
      await eventually("the signature", async () => (await fixOf(fix.id)).state === "signed");
      const { verification } = (await s.provenance.readVerification(fix.id))!;
      expect(verification.checks.find(({ id }) => id === "approver")?.outcome).toBe("holds");
      expect(verification.ok).toBe(true);
      await demand(false);
      await k.settled();
    },
  );

  it("is void as well where the demand has come and gone before anyone looked", async () => {
    const { s, team, world, place } = k;
    const fix = await addFixByHand(world, s, team, place);
    await k.killAt("sign: begun", () => approve(fix));
    await comeIntoForce();
    await demand(false);
    await world.database.query(
      `UPDATE signature_demands d SET ends_at = a.approved_at + interval '2 seconds',
         starts_at = a.approved_at + interval '1 second'
       FROM approvals a WHERE a.fix_id = $1
         AND d.starts_at = (SELECT max(starts_at) FROM signature_demands)`,
      [fix.id],
    );
    await k.revive();
    await eventually("the approval to be void", async () => (await fixOf(fix.id)).voided);
    // Nothing is demanded now, so that it may be given again without.
    await approve(fix);
    await eventually("the signature", async () => (await fixOf(fix.id)).state === "signed");
    expect((await s.provenance.readVerification(fix.id))?.verification.ok).toBe(true);
    await k.settled();
  });

  it("but after it was signed, stays signed and good", async () => {
    const { s, team, world, place } = k;
    const fix = await addFixByHand(world, s, team, place);
    await k.killAt("sign: commit of attestations confirmed", () => approve(fix));
    const second = Math.floor(Date.now() / 1000);
    await eventually("the next second", async () => Math.floor(Date.now() / 1000) > second);
    await comeIntoForce();
    await k.revive();
    await k.settled();
    expect((await fixOf(fix.id)).state).toBe("signed");
    const { verification } = (await s.provenance.readVerification(fix.id))!;
    expect(verification.checks.find(({ id }) => id === "approver")?.outcome).toBe("absent");
    expect(verification.ok).toBe(true);
  });

  it("leaves one event of each, one tree, and chains that hold", async () => {
    await expectWhole(k.world, k.s, k.team.organizationId, {
      "fix.void_approval": 3,
      "fix.sign": 4,
    });
  });
});
