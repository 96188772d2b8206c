import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import { type FakeVault, startVault } from "../fakes/kms/vault.ts";
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
let vault: FakeVault;
let place: { repositoryId: string; path: string };

beforeAll(async () => {
  world = await openMailWorld();
  vault = await startVault();
  const token = `hvs.${randomBytes(12).toString("hex")}`;
  vault.tokens.set(token, 1_000_000);
  Object.assign(process.env, {
    ETNA_KMS: "vault:transit/etna",
    VAULT_ADDR: vault.url,
    VAULT_TOKEN: token,
  });
  s = await loadServices();
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  worker = await startWorker({
    workflows: [s.fixes.signWorkflow, s.provenance.publishKeysWorkflow],
  });
  team = await openTeam(world, s, "Key Keepers");
  other = await openTeam(world, s, "Other Keepers");
  const path = await world.repository("keys", faultyFiles(1));
  const { organizationId } = team;
  const { id } = await s.repositories.connectRepository(team.as("admin"), organizationId, { path });
  place = { repositoryId: id, path };
});

afterAll(async () => {
  await worker?.stop();
  await vault?.close();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

/** Approves a fresh fix and waits for its signature. */
async function signedFix(): Promise<string> {
  const fix = await addFixByHand(world, s, team, place);
  await s.fixes.approveFix(team.as("approver"), team.organizationId, fix.id, seen(fix));
  await eventually("the signature", async () => {
    return (await s.fixes.getFix(team.organizationId, fix.id))?.state === "signed";
  });
  return fix.id;
}

async function inForce(): Promise<string> {
  const keys = await s.provenance.listSigningKeys(team.organizationId);
  return keys.find((key) => key.validUntil === null)!.id;
}

async function verification(fixId: string) {
  const { verification: seenNow } = (await s.provenance.readVerification(fixId))!;
  const failing = seenNow.checks.filter(({ outcome }) => outcome === "fails").map(({ id }) => id);
  return { ok: seenNow.ok, failing };
}

async function keyOf(fixId: string): Promise<string> {
  const sql = "SELECT signing_key_id FROM attestations WHERE fix_id = $1";
  const [row] = await world.database.query(sql, [fixId]);
  return String(row?.signing_key_id);
}

/** The log counts in whole seconds: what comes after this is of a later one. */
async function nextSecond(): Promise<Date> {
  const second = Math.floor(Date.now() / 1000);
  await eventually("the next second", async () => Math.floor(Date.now() / 1000) > second);
  return new Date();
}

async function published(sequence: number) {
  return await eventually("keys.json to be published", async () => {
    const keys = await s.provenance.publishedKeys(team.organizationId);
    return keys?.attestation !== undefined && keys.sequence === sequence ? keys : null;
  });
}

const revocation = { reason: "compromised", note: "A laptop was lost", since: null } as const;

describe("an organization's signing keys", () => {
  it("are published signed and logged, once for each change, and verify with the root alone", async () => {
    const first = await published(1);
    await s.provenance.rotateKey(team.as("admin"), team.organizationId, await inForce());
    const second = await published(2);
    expect(second.keys).toHaveLength(2);
    expect(second.keys[0]?.hint).toBe(first.keys[0]?.hint);
    expect(second.organization).toBe(team.organizationId);
    const rows = await world.database.query(
      "SELECT sequence FROM keys_publications WHERE organization_id = $1",
      [team.organizationId],
    );
    expect(rows).toHaveLength(2);
  });

  it("rotate: the former one's signatures stay good, the next are the fresh one's", async () => {
    const before = await signedFix();
    const old = await inForce();
    const { id } = await s.provenance.rotateKey(team.as("owner"), team.organizationId, old);
    const after = await signedFix();
    expect(await keyOf(before)).toBe(old);
    expect(await keyOf(after)).toBe(id);
    expect(await verification(before)).toEqual({ ok: true, failing: [] });
    expect(await verification(after)).toEqual({ ok: true, failing: [] });
  });

  it("rotate while signatures are under way: each is made, and verifies", async () => {
    const fixes = await Promise.all([1, 2, 3, 4].map(() => addFixByHand(world, s, team, place)));
    for (const fix of fixes) {
      await s.fixes.approveFix(team.as("approver"), team.organizationId, fix.id, seen(fix));
      await s.provenance.rotateKey(team.as("admin"), team.organizationId, await inForce());
    }
    for (const { id } of fixes) {
      await eventually("the signature", async () => {
        return (await s.fixes.getFix(team.organizationId, id))?.state === "signed";
      });
      expect(await verification(id)).toEqual({ ok: true, failing: [] });
    }
  });

  it("are revoked: what was signed from then on is refused, what was signed before is good", async () => {
    const early = await signedFix();
    const since = await nextSecond();
    const late = await signedFix();
    const key = await inForce();
    expect([await keyOf(early), await keyOf(late)]).toEqual([key, key]);
    const { organizationId } = team;
    const { inForce: fresh } = await s.provenance.revokeKey(team.as("admin"), organizationId, key, {
      ...revocation,
      since,
    });
    expect(fresh).toBe(await inForce());
    expect(await verification(early)).toEqual({ ok: true, failing: [] });
    expect(await verification(late)).toEqual({ ok: false, failing: ["validity"] });
    const keys = await s.provenance.publishedKeys(organizationId);
    const told = keys?.keys.find(({ revokedAt }) => revokedAt !== undefined);
    expect(told?.reason).toBe("The key may be in other hands. A laptop was lost");
    expect(await verification(await signedFix())).toEqual({ ok: true, failing: [] });
  });

  it("are revoked from an earlier time when more is known, and never from a later one", async () => {
    const fix = await signedFix();
    const key = await inForce();
    const { organizationId } = team;
    const admin = team.as("admin");
    await nextSecond();
    await s.provenance.revokeKey(admin, organizationId, key, revocation);
    expect((await verification(fix)).ok).toBe(true);
    const again = { ...revocation, since: new Date() };
    await expect(s.provenance.revokeKey(admin, organizationId, key, again)).rejects.toMatchObject({
      code: "conflict",
    });
    const earlier = { ...revocation, since: new Date("2026-01-01T00:00:00Z") };
    await s.provenance.revokeKey(admin, organizationId, key, earlier);
    expect((await verification(fix)).failing).toEqual(["validity"]);
    const tomorrow = { ...revocation, since: new Date(Date.now() + 86_400_000) };
    await expect(
      s.provenance.revokeKey(admin, organizationId, await inForce(), tomorrow),
    ).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("are nobody else's to change", async () => {
    const key = await inForce();
    const stranger = other.as("owner");
    for (const organizationId of [team.organizationId, other.organizationId]) {
      const rotation = s.provenance.rotateKey(stranger, organizationId, key);
      await expect(rotation).rejects.toMatchObject({ code: "not_found" });
      const taken = s.provenance.revokeKey(stranger, organizationId, key, revocation);
      await expect(taken).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await inForce()).toBe(key);
  });
});

describe("keys that live in key management", () => {
  it("sign and verify as others do, and leave no seed here", async () => {
    const { config } = await import("#lib/platform/config/index.ts");
    Object.assign(config(), { ETNA_SIGNING: "kms" });
    const { id } = await s.provenance.rotateKey(
      team.as("admin"),
      team.organizationId,
      await inForce(),
    );
    const [row] = await world.database.query(
      "SELECT sealed_seed, kms_key FROM signing_keys WHERE id = $1",
      [id],
    );
    expect(row).toEqual({ sealed_seed: null, kms_key: `vault:transit/etna-${id}` });
    const fix = await signedFix();
    expect(await keyOf(fix)).toBe(id);
    expect(await verification(fix)).toEqual({ ok: true, failing: [] });
    expect(await s.provenance.checkKeyHealth(team.organizationId)).toEqual({ works: true });
    // New keys are made here again: the one that lives there goes on signing.
    Object.assign(config(), { ETNA_SIGNING: "sealed" });
    expect(await keyOf(await signedFix())).toBe(id);
  });

  it("say what is wrong when their service is away, and lose no signature", async () => {
    const fix = await addFixByHand(world, s, team, place);
    vault.always = { status: 503 };
    await s.fixes.approveFix(team.as("approver"), team.organizationId, fix.id, seen(fix));
    expect(await s.provenance.checkKeyHealth(team.organizationId)).toEqual({
      works: false,
      reason: "Vault does not answer just now. Try again in a moment.",
    });
    vault.always = null;
    await eventually("the signature", async () => {
      return (await s.fixes.getFix(team.organizationId, fix.id))?.state === "signed";
    });
    expect(await verification(fix.id)).toEqual({ ok: true, failing: [] });
  });
});
