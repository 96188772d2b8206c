import { isoCBOR } from "@simplewebauthn/server/helpers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nobleCrypto, verifyBundle } from "#lib/engines/verify/index.ts";
import type { Worker } from "#lib/platform/jobs/index.ts";
import { addPasskey, answerFor, approveSigned } from "../support/approvers.ts";
import { Authenticator, type Deviation } from "../support/authenticator.ts";
import { addFixByHand } from "../support/by-hand.ts";
import { openMailWorld } from "../support/mail-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { eventually, pushFile, type World } from "../support/world.ts";

const forbidden = { code: "forbidden" };
const conflict = { code: "conflict" };

let world: World;
let s: Services;
let team: Team;
let other: Team;
let worker: Worker;
let place: { repositoryId: string; path: string };
let otherPlace: typeof place;
let passkey: Awaited<ReturnType<typeof addPasskey>>;

beforeAll(async () => {
  world = await openMailWorld();
  s = await loadServices();
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  worker = await startWorker({
    workflows: [s.fixes.signWorkflow, s.provenance.publishKeysWorkflow],
  });
  team = await openTeam(world, s, "Signers");
  other = await openTeam(world, s, "Strangers");
  place = await placeOf(team, "signers");
  otherPlace = await placeOf(other, "strangers");
  passkey = await addPasskey(s, team.as("approver"));
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

beforeEach(() => policy({ signedApprovals: false, fourEyes: false }));

async function placeOf({ as, organizationId }: Team, name: string) {
  const path = await world.repository(name, faultyFiles(1));
  const connected = await s.repositories.connectRepository(as("owner"), organizationId, { path });
  return { repositoryId: connected.id, path };
}

function policy(change: Parameters<Services["organizations"]["updateFixPolicy"]>[2]) {
  return s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, change);
}

const freshFix = () => addFixByHand(world, s, team, place);
type Fix = Awaited<ReturnType<typeof freshFix>>;
type Answer = Awaited<ReturnType<typeof answerFor>>;

function approve(fix: Fix, answer: Answer | null, person = team.as("approver")) {
  return s.fixes.approveFix(person, person.organizationId, fix.id, seen(fix), answer);
}

async function approvals(fix: Fix) {
  return await world.database.query(
    "SELECT policy, approved_at, signature FROM approvals WHERE fix_id = $1",
    [fix.id],
  );
}

async function verification(fix: Fix) {
  const read = await eventually("the signature", () => s.provenance.readVerification(fix.id));
  const { verification: seconded, ...rest } = read;
  const approver = seconded.checks.find(({ id }) => id === "approver");
  return { ...rest, ok: seconded.ok, statement: seconded.statement!, approver: approver! };
}

/** keys.json as it was signed and logged, once it says what is waited for. */
async function published(
  says: (approvers: readonly { hint: string; validFor: { end?: string | undefined } }[]) => boolean,
  { organizationId } = team,
) {
  return await eventually("keys.json to be published", async () => {
    const keys = await s.provenance.publishedKeys(organizationId);
    return keys?.attestation !== undefined && says(keys.approvers ?? []) ? keys : null;
  });
}

describe("an approval that the approver's passkey signed", () => {
  it("has exactly the time and policy that were signed, and holds for anyone, offline", async () => {
    const fix = await freshFix();
    await approveSigned(s, team.as("approver"), fix, passkey.key);
    const { ok, statement, approver, bundle, keys, trustedRoot } = await verification(fix);
    expect({ ok, outcome: approver.outcome }).toEqual({ ok: true, outcome: "holds" });
    const [row] = await approvals(fix);
    const { approval } = statement.predicate;
    expect(approval).toMatchObject({ policy: row!.policy, signature: row!.signature });
    expect(Date.parse(approval.at)).toBe((row!.approved_at as Date).getTime());
    const list = await published((approvers) => approvers.length > 0);
    expect(list).toEqual(keys);
    const input = { bundle, keys: list, trustedRoot, requireApproverSignature: true };
    expect((await verifyBundle(input, nobleCrypto)).ok).toBe(true);
    const [listed] = list.approvers!;
    expect(Object.keys(listed!).sort()).toEqual(["hint", "origin", "rpId", "spki", "validFor"]);
    expect(JSON.stringify(list)).not.toMatch(/us_|pk_|@/);
    const detail = await s.fixes.getFix(team.organizationId, fix.id);
    expect(detail?.approvals).toMatchObject([{ signed: true }]);
  });

  it("is what whoever has a passkey gives, and nothing less", async () => {
    const fix = await freshFix();
    await expect(approve(fix, null)).rejects.toMatchObject({ code: "precondition_failed" });
    expect(await approvals(fix)).toEqual([]);
  });

  it("is not asked of whoever has none: theirs rests on Etna's word, and says so", async () => {
    const fix = await freshFix();
    const owner = team.as("owner");
    const asked = await s.fixes.beginApproval(owner, team.organizationId, fix.id, seen(fix));
    expect(asked).toBeNull();
    await approve(fix, null, owner);
    const { ok, approver, statement } = await verification(fix);
    expect({ ok, outcome: approver.outcome }).toEqual({ ok: true, outcome: "absent" });
    expect(approver.reason).toContain("Etna’s word");
    expect(statement.predicate.approval).not.toHaveProperty("signature");
  });

  it("sent again gives the same approval; the answer itself counts once", async () => {
    const fix = await freshFix();
    const answer = await answerFor(s, team.as("approver"), fix, passkey.key);
    const [first, ...others] = await Promise.allSettled([1, 2, 3].map(() => approve(fix, answer)));
    const given = [first, ...others].flatMap((one) =>
      one?.status === "fulfilled" ? [one.value.approvalId] : [],
    );
    expect(new Set(given).size).toBe(1);
    expect(await approve(fix, answer)).toEqual({ approvalId: given[0] });
    expect(await approvals(fix)).toHaveLength(1);
    const sql = "UPDATE approvals SET voided_at = now(), void_reason = 'x' WHERE fix_id = $1";
    await eventually("the signature", () => s.provenance.readVerification(fix.id));
    await world.database.query(sql, [fix.id]);
    await world.database.query("UPDATE fixes SET state = 'proposed' WHERE id = $1", [fix.id]);
    await expect(approve(fix, answer)).rejects.toMatchObject(forbidden);
  });
});

describe("an answer to anything else approves nothing:", () => {
  let own: typeof passkey;

  beforeAll(async () => {
    own = await addPasskey(s, team.as("approver"));
    await approveSigned(s, team.as("approver"), await freshFix(), own.key);
  });

  it.each<[string, Deviation]>([
    ["another origin", { origin: "https://etna.evil.test" }],
    ["another port", { origin: "http://localhost:3001" }],
    ["another relying party", { rpId: "evil.test" }],
    ["another challenge", { challenge: Buffer.alloc(32, 7).toString("base64url") }],
    ["no verified user", { userVerified: false }],
    ["something else than an assertion", { type: "payment.get" }],
    ["a counter from before", { counter: 1 }],
  ])("%s", async (_what, wrong) => {
    const fix = await freshFix();
    const answer = await answerFor(s, team.as("approver"), fix, own.key, wrong);
    await expect(approve(fix, answer)).rejects.toMatchObject(forbidden);
    // A wrong answer has used up what was asked.
    const { challenge } = JSON.parse(
      Buffer.from(answer.response.clientDataJSON, "base64url").toString(),
    );
    const right = own.key.answer({ challenge });
    const again = s.secondFactor.passkeyAnswer.parse(right);
    await expect(approve(fix, again)).rejects.toMatchObject(forbidden);
    expect(await approvals(fix)).toEqual([]);
  });

  it("another fix, or what was asked before", async () => {
    const [fix, elsewhere] = [await freshFix(), await freshFix()];
    const person = team.as("approver");
    const first = await answerFor(s, person, fix, passkey.key);
    const second = await answerFor(s, person, elsewhere, passkey.key);
    await expect(approve(elsewhere, first)).rejects.toMatchObject(forbidden);
    await expect(approve(elsewhere, second)).rejects.toMatchObject(forbidden);
    await expect(approve(fix, second)).rejects.toMatchObject(forbidden);
    expect([...(await approvals(fix)), ...(await approvals(elsewhere))]).toEqual([]);
  });

  it("too late, in another session, or by another person", async () => {
    const fix = await freshFix();
    const person = team.as("approver");
    const late = await answerFor(s, person, fix, passkey.key);
    await world.database.query("UPDATE approval_challenges SET expires_at = now()");
    await expect(approve(fix, late)).rejects.toMatchObject(forbidden);

    const answer = await answerFor(s, person, fix, passkey.key);
    const owner = team.as("owner");
    await expect(approve(fix, answer, owner)).rejects.toMatchObject(forbidden);
    const sessionId = await s.identity.startSession(person.userId, "Browser");
    await world.database.query("UPDATE sessions SET factor_passed_at = now() WHERE id = $1", [
      sessionId,
    ]);
    const elsewhere = { ...person, sessionId };
    await expect(approve(fix, answer, elsewhere)).rejects.toMatchObject(forbidden);
    const stranger = other.as("approver");
    const foreign = s.fixes.approveFix(stranger, team.organizationId, fix.id, seen(fix), answer);
    await expect(foreign).rejects.toMatchObject({ code: "not_found" });
    const asking = s.fixes.beginApproval(stranger, team.organizationId, fix.id, seen(fix));
    await expect(asking).rejects.toMatchObject({ code: "not_found" });
    expect(await approvals(fix)).toEqual([]);
    // None of them has used up what this session was asked.
    await approve(fix, answer);
  });

  it("another passkey than one of their own", async () => {
    const fix = await freshFix();
    const answer = await answerFor(
      s,
      team.as("approver"),
      fix,
      new Authenticator("http://localhost:3000"),
    );
    await expect(approve(fix, answer)).rejects.toMatchObject(forbidden);
    expect(await approvals(fix)).toEqual([]);
  });

  it("a head that moved on meanwhile", async () => {
    const fix = await freshFix();
    const [row] = await world.database.query("SELECT branch FROM fixes WHERE id = $1", [fix.id]);
    const answer = await answerFor(s, team.as("approver"), fix, passkey.key);
    const more = { path: "src/more.py", text: "print(1)\n" };
    await pushFile(place.path, String(row!.branch), more);
    await expect(approve(fix, answer)).rejects.toMatchObject(conflict);
    const asking = s.fixes.beginApproval(
      team.as("approver"),
      team.organizationId,
      fix.id,
      seen(fix),
    );
    await expect(asking).rejects.toMatchObject(conflict);
    expect(await approvals(fix)).toEqual([]);
  });

  it("a policy that changed meanwhile", async () => {
    const fix = await freshFix();
    const answer = await answerFor(s, team.as("approver"), fix, passkey.key);
    await policy({ fourEyes: true });
    await expect(approve(fix, answer)).rejects.toMatchObject(conflict);
    expect(await approvals(fix)).toEqual([]);
  });
});

describe("an organization that asks for the approver's own signature", () => {
  it("takes no approval without it, in words that say what to do, and states the policy", async () => {
    await policy({ signedApprovals: true });
    const fix = await freshFix();
    const owner = team.as("owner");
    const asking = () => s.fixes.beginApproval(owner, team.organizationId, fix.id, seen(fix));
    await expect(asking()).rejects.toMatchObject({
      code: "precondition_failed",
      message: expect.stringContaining("Add a passkey"),
    });
    await expect(approve(fix, null, owner)).rejects.toMatchObject(forbidden);
    expect(await s.fixes.howToSign(team.organizationId, owner.userId)).toEqual({
      passkey: "none",
      isDemanded: true,
    });
    await approveSigned(s, team.as("approver"), fix, passkey.key);
    const { statement } = await verification(fix);
    expect(statement.predicate.approval.policy).toBe(
      "One member with the role approver, signing with a passkey",
    );
  });

  it("says of an RSA passkey that it cannot sign approvals", async () => {
    const person = other.as("approver");
    const { id } = await addPasskey(s, person);
    const rsa = new Map<number, number | Uint8Array>([
      [1, 3],
      [3, -257],
      [-1, new Uint8Array(256).fill(7)],
      [-2, Uint8Array.of(1, 0, 1)],
    ]);
    const cose = Buffer.from(isoCBOR.encode(rsa));
    await world.database.query("UPDATE passkeys SET public_key = $2 WHERE id = $1", [id, cose]);
    const fix = await addFixByHand(world, s, other, otherPlace);
    const asking = () => s.fixes.beginApproval(person, other.organizationId, fix.id, seen(fix));
    expect(await asking()).toBeNull();
    await s.organizations.updateFixPolicy(other.as("admin"), other.organizationId, {
      signedApprovals: true,
    });
    await expect(asking()).rejects.toMatchObject({ message: expect.stringContaining("RSA") });
    expect(await s.fixes.howToSign(other.organizationId, person.userId)).toEqual({
      passkey: "unusable",
      isDemanded: true,
    });
    const { approvers } = (await s.provenance.publishedKeys(other.organizationId))!;
    expect(approvers).toBeUndefined();
  });
});

describe("a passkey in keys.json", () => {
  const ofHint = (hint: string) => (each: { hint: string }) => each.hint === hint;

  it("ends with the passkey, in every organization, and what it signed stays good", async () => {
    const person = team.as("owner");
    await world.database.query(
      "INSERT INTO members (id, organization_id, user_id, role) VALUES ('mb_both', $1, $2, 'approver')",
      [other.organizationId, person.userId],
    );
    const both = { ...person, organizationId: other.organizationId };
    const own = await addPasskey(s, person);
    const fix = await freshFix();
    await approveSigned(s, person, fix, own.key);
    await approveSigned(s, both, await addFixByHand(world, s, other, otherPlace), own.key);
    const { statement } = await verification(fix);
    const { key: hint } = statement.predicate.approval.signature!;
    const isThere = ofHint(hint);
    await published((list) => list.some(isThere), other);

    const late = await freshFix();
    const answer = await answerFor(s, person, late, own.key);
    await own.remove();
    for (const house of [team, other]) {
      await published((list) => list.find(isThere)?.validFor.end !== undefined, house);
    }
    await expect(approve(late, answer, person)).rejects.toMatchObject(forbidden);
    const after = await verification(fix);
    expect({ ok: after.ok, outcome: after.approver.outcome }).toEqual({
      ok: true,
      outcome: "holds",
    });
  });

  it("ends with the role and the membership, and comes back as a stretch of its own", async () => {
    const person = team.as("developer");
    const [row] = await world.database.query(
      "SELECT id FROM members WHERE organization_id = $1 AND user_id = $2",
      [team.organizationId, person.userId],
    );
    const memberId = String(row!.id);
    const role = (name: "approver" | "developer") =>
      s.organizations.changeRole(team.as("admin"), team.organizationId, { memberId, role: name });
    const stretches = async () => {
      const rows = await world.database.query(
        "SELECT valid_until IS NULL AS open FROM approver_keys WHERE user_id = $1 ORDER BY valid_from",
        [person.userId],
      );
      return rows.map(({ open }) => open);
    };
    await role("approver");
    const own = await addPasskey(s, person);
    const [first, second] = [await freshFix(), await freshFix()];
    await approveSigned(s, person, first, own.key);
    expect(await stretches()).toEqual([true]);
    await role("developer");
    expect(await stretches()).toEqual([false]);
    await role("approver");
    await approveSigned(s, person, second, own.key);
    expect(await stretches()).toEqual([false, true]);
    await s.organizations.removeMember(team.as("admin"), team.organizationId, memberId);
    expect(await stretches()).toEqual([false, false]);
    for (const fix of [first, second]) {
      expect((await verification(fix)).approver.outcome).toBe("holds");
      const detail = await s.fixes.getFix(team.organizationId, fix.id);
      expect(detail?.approvedBy).toContain("developer");
    }
    const changes = [
      "DELETE FROM approver_keys",
      "UPDATE approver_keys SET spki = ''",
      "UPDATE approvals SET signature = NULL",
    ];
    for (const sql of changes) {
      const { readAs } = await import("#lib/platform/db/index.ts");
      const attempt = readAs({ organizationId: team.organizationId }, (db) =>
        (db as unknown as { $queryRawUnsafe(sql: string): Promise<unknown> }).$queryRawUnsafe(sql),
      );
      await expect(attempt, sql).rejects.toThrow();
    }
  });
});
