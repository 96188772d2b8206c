import { createHash } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserActor } from "#lib/services/audit/index.ts";
import { Authenticator, type Deviation } from "../support/authenticator.ts";
import { type MailWorld, openMailWorld } from "../support/mail-world.ts";
import { loadServices, type Services } from "../support/services.ts";

const origin = "http://localhost:3000";
const headers = new Headers();
const forbidden = { code: "forbidden" };
const unauthenticated = { code: "unauthenticated" };
const stale = { code: "reauthentication_required" };

let world: MailWorld;
let s: Services;
let count = 0;

beforeAll(async () => {
  world = await openMailWorld();
  process.env.ETNA_LIMIT_SCALE = "1";
  s = await loadServices();
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

interface Who {
  readonly id: string;
  readonly email: string;
  readonly here: UserActor;
}

/** A new person, signed in a moment ago. */
async function someone(): Promise<Who> {
  const { id, email } = await s.identity.findOrCreatePerson(`person${++count}@factor.test`);
  return { id, email, here: await signIn(id) };
}

async function signIn(id: string): Promise<UserActor> {
  return s.audit.userActor(id, null, await s.identity.startSession(id, "Browser"));
}

async function addPasskey(actor: UserActor, key = new Authenticator(origin)) {
  const answer = key.register(await s.secondFactor.beginPasskey(actor));
  const { id } = await s.secondFactor.finishPasskey(actor, answer, "Key");
  return { id, key };
}

async function answerOf(actor: UserActor, key: Authenticator, wrong?: Deviation) {
  const { passkey } = await s.secondFactor.beginProof(actor);
  return key.answer(passkey!, wrong);
}

/** An app that is set up, and the code that did it. */
async function addApp(actor: UserActor): Promise<{ readonly app: TOTP; readonly used: string }> {
  const { uri, secret } = await s.secondFactor.beginTotp(actor);
  expect(uri).toContain(`secret=${secret}`);
  const app = new TOTP({ secret: Secret.fromBase32(secret) });
  const used = app.generate();
  await s.secondFactor.confirmTotp(actor, used, headers);
  return { app, used };
}

/** A code of the next step: the one of now was used when the app was set up. */
function nextCode(app: TOTP): string {
  return app.generate({ timestamp: Date.now() + 30_000 });
}

async function halfOpen({ sessionId }: UserActor): Promise<boolean | undefined> {
  return (await s.identity.readSession(sessionId ?? ""))?.halfOpen;
}

async function age({ sessionId }: UserActor): Promise<void> {
  const sql = "UPDATE sessions SET proved_at = now() - interval '16 minutes' WHERE id = $1";
  await world.database.query(sql, [sessionId]);
}

describe("a passkey", () => {
  it("is added, shown, renamed and removed by its person, who is told by mail", async () => {
    const { id, email, here } = await someone();
    const { id: passkeyId } = await addPasskey(here);
    await s.secondFactor.renamePasskey(here, passkeyId, "Blue key");
    const { passkeys } = await s.secondFactor.listFactors(id);
    expect(passkeys).toMatchObject([{ id: passkeyId, name: "Blue key", synced: false }]);
    expect(await world.mail(email, 1)).toContain("“Key”, was added");
    await s.secondFactor.removePasskey(here, passkeyId);
    expect((await s.secondFactor.listFactors(id)).passkeys).toEqual([]);
    expect(await world.mail(email, 2)).toContain("“Blue key” was removed");
  });

  it("is nobody else's to see, rename, remove or answer with", async () => {
    const owner = await someone();
    const other = await someone();
    const { id, key } = await addPasskey(owner.here);
    expect((await s.secondFactor.listFactors(other.id)).passkeys).toEqual([]);
    const gone = { code: "not_found" };
    await expect(s.secondFactor.renamePasskey(other.here, id, "Mine")).rejects.toMatchObject(gone);
    await expect(s.secondFactor.removePasskey(other.here, id)).rejects.toMatchObject(gone);
    await addPasskey(other.here);
    const answer = await answerOf(other.here, key);
    await expect(s.secondFactor.proveWithPasskey(other.here, answer)).rejects.toMatchObject(
      forbidden,
    );
    await expect(addPasskey(other.here, key)).rejects.toMatchObject({ code: "conflict" });
  });

  it.each<[string, Deviation]>([
    ["another origin", { origin: "https://etna.evil.test" }],
    ["another port", { origin: "http://localhost:3001" }],
    ["another relying party", { rpId: "evil.test" }],
    ["another challenge", { challenge: Buffer.alloc(32, 7).toString("base64url") }],
    ["no verified user", { userVerified: false }],
    ["an answer for something else", { type: "payment.get" }],
  ])("does not count with %s", async (_what, wrong) => {
    const { id, here } = await someone();
    const registering = new Authenticator(origin);
    const options = await s.secondFactor.beginPasskey(here);
    await expect(
      s.secondFactor.finishPasskey(here, registering.register(options, wrong), "Key"),
    ).rejects.toMatchObject({ code: "invalid_input" });
    expect((await s.secondFactor.listFactors(id)).passkeys).toEqual([]);

    const { key } = await addPasskey(here);
    const elsewhere = await signIn(id);
    const answer = await answerOf(elsewhere, key, wrong);
    await expect(s.secondFactor.proveWithPasskey(elsewhere, answer)).rejects.toMatchObject(
      forbidden,
    );
    expect(await halfOpen(elsewhere)).toBe(true);
    await s.secondFactor.proveWithPasskey(elsewhere, await answerOf(elsewhere, key));
    expect(await halfOpen(elsewhere)).toBe(false);
  });

  it("answers a challenge once, in its own session, for its own purpose, within five minutes", async () => {
    const { id, here } = await someone();
    const { key } = await addPasskey(here);
    const [a, b] = [await signIn(id), await signIn(id)];
    const answer = await answerOf(a, key);
    const prove = (actor: UserActor, sent = answer) => s.secondFactor.proveWithPasskey(actor, sent);
    await expect(prove(b)).rejects.toMatchObject(forbidden);
    await prove(a);
    await expect(prove(a), "replayed").rejects.toMatchObject(forbidden);

    const registering = await s.secondFactor.beginPasskey(here);
    const misused = key.answer({ challenge: registering.challenge });
    await expect(prove(here, misused), "for registering").rejects.toMatchObject(forbidden);

    const late = await answerOf(b, key);
    await world.database.query(
      "UPDATE webauthn_challenges SET expires_at = now() WHERE user_id = $1",
      [id],
    );
    await expect(prove(b, late), "too late").rejects.toMatchObject(forbidden);

    const first = await answerOf(b, key);
    await answerOf(b, key);
    await expect(prove(b, first), "asked anew meanwhile").rejects.toMatchObject(forbidden);
    expect(await halfOpen(b)).toBe(true);
  });

  it("is refused once its counter goes back, and of two answers at once one counts", async () => {
    const { id, here } = await someone();
    const { key } = await addPasskey(here);
    await s.secondFactor.proveWithPasskey(here, await answerOf(here, key, { counter: 50 }));
    for (const counter of [50, 49, 1]) {
      const answer = await answerOf(here, key, { counter });
      await expect(s.secondFactor.proveWithPasskey(here, answer)).rejects.toMatchObject(forbidden);
    }
    const there = await signIn(id);
    const answers = [
      await answerOf(here, key, { counter: 60 }),
      await answerOf(there, key, { counter: 60 }),
    ] as const;
    const settled = await Promise.allSettled([
      s.secondFactor.proveWithPasskey(here, answers[0]),
      s.secondFactor.proveWithPasskey(there, answers[1]),
    ]);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});

describe("an authenticator app", () => {
  it("opens a half-open session by a code, once", async () => {
    const { id, here } = await someone();
    const { app, used } = await addApp(here);
    const there = await signIn(id);
    expect(await halfOpen(there)).toBe(true);
    const prove = (actor: UserActor, code: string) =>
      s.secondFactor.proveWithCode(actor, code, headers);
    await expect(prove(there, used), "used to set it up").rejects.toMatchObject(forbidden);
    const code = nextCode(app);
    const another = await signIn(id);
    const settled = await Promise.allSettled([prove(there, code), prove(another, code)]);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(prove(another, code)).rejects.toMatchObject(forbidden);
  });

  it("counts for nothing until a code of it was seen, and its secret is not kept readable", async () => {
    const { id, here } = await someone();
    const { secret } = await s.secondFactor.beginTotp(here);
    const app = new TOTP({ secret: Secret.fromBase32(secret) });
    await expect(s.secondFactor.confirmTotp(here, "000000", headers)).rejects.toMatchObject(
      forbidden,
    );
    await expect(s.secondFactor.proveWithCode(here, app.generate(), headers)).rejects.toMatchObject(
      forbidden,
    );
    expect(await halfOpen(await signIn(id))).toBe(false);
    const [row] = await world.database.query(
      "SELECT sealed::text FROM totp_secrets WHERE user_id = $1",
      [id],
    );
    const bytes = Buffer.from(Secret.fromBase32(secret).bytes);
    for (const form of [secret, bytes.toString("base64"), bytes.toString("hex")]) {
      expect(String(row!.sealed)).not.toContain(form);
    }
    await s.secondFactor.confirmTotp(here, app.generate(), headers);
    expect(await halfOpen(await signIn(id))).toBe(true);
    await expect(s.secondFactor.beginTotp(here)).rejects.toMatchObject({ code: "conflict" });
  });

  it("has a secret that opens for its own person alone", async () => {
    const [a, b] = [await someone(), await someone()];
    const { app } = await addApp(a.here);
    await addApp(b.here);
    await world.database.query(
      `UPDATE totp_secrets SET sealed = (SELECT sealed FROM totp_secrets WHERE user_id = $1)
       WHERE user_id = $2`,
      [a.id, b.id],
    );
    await expect(
      s.secondFactor.proveWithCode(b.here, nextCode(app), headers),
    ).rejects.toMatchObject({ code: "internal" });
  });

  it("is removed by its person, who is told", async () => {
    const { id, email, here } = await someone();
    await addApp(here);
    expect(await world.mail(email, 1)).toContain("authenticator app was added");
    await s.secondFactor.removeTotp(here);
    expect(await world.mail(email, 2)).toContain("authenticator app was removed");
    expect(await s.secondFactor.listFactors(id)).toMatchObject({ appSince: null });
    expect(await halfOpen(await signIn(id))).toBe(false);
  });
});

describe("codes that are tried", () => {
  it("are ten an hour for a person, whichever session and whatever kind, the right one too", async () => {
    const { id, here } = await someone();
    await addPasskey(here);
    const [code] = await s.secondFactor.renewRecoveryCodes(here);
    for (let tried = 0; tried < 10; tried++) {
      const there = await signIn(id);
      const wrong = s.secondFactor.proveWithRecoveryCode(there, "0000-0000", headers);
      await expect(wrong).rejects.toMatchObject(forbidden);
    }
    const limited = { code: "rate_limited" };
    const { proveWithCode, proveWithRecoveryCode } = s.secondFactor;
    await expect(proveWithRecoveryCode(here, code!, headers)).rejects.toMatchObject(limited);
    await expect(proveWithCode(here, "000000", headers)).rejects.toMatchObject(limited);
  });
});

describe("recovery codes", () => {
  it("are ten, kept as hashes, each good once, and the person is told", async () => {
    const { id, email, here } = await someone();
    await expect(s.secondFactor.renewRecoveryCodes(here)).rejects.toMatchObject({
      code: "precondition_failed",
    });
    await addPasskey(here);
    const codes = await s.secondFactor.renewRecoveryCodes(here);
    expect(new Set(codes).size).toBe(10);
    const rows = await world.database.query(
      "SELECT code_hash FROM recovery_codes WHERE user_id = $1",
      [id],
    );
    const plain = codes.map((code) => createHash("sha256").update(code).digest("hex"));
    for (const { code_hash } of rows) expect([...codes, ...plain]).not.toContain(code_hash);

    const there = await signIn(id);
    const prove = (actor: UserActor, code: string) =>
      s.secondFactor.proveWithRecoveryCode(actor, code, headers);
    const typed = codes[0]!.toUpperCase().replaceAll("-", " ").replaceAll("0", "o");
    await prove(there, typed);
    expect(await halfOpen(there)).toBe(false);
    expect(await world.mail(email, 3)).toContain(
      "recovery code was used to sign in to your account. 9 are left",
    );
    const again = await signIn(id);
    await expect(prove(again, codes[0]!)).rejects.toMatchObject(forbidden);
    const settled = await Promise.allSettled([prove(again, codes[1]!), prove(there, codes[1]!)]);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("of another person, or from before the last renewal, open nothing", async () => {
    const [a, b] = [await someone(), await someone()];
    await addPasskey(a.here);
    await addPasskey(b.here);
    const [code] = await s.secondFactor.renewRecoveryCodes(a.here);
    await s.secondFactor.renewRecoveryCodes(b.here);
    const prove = (actor: UserActor) => s.secondFactor.proveWithRecoveryCode(actor, code!, headers);
    await expect(prove(b.here)).rejects.toMatchObject(forbidden);
    await s.secondFactor.renewRecoveryCodes(a.here);
    await expect(prove(await signIn(a.id))).rejects.toMatchObject(forbidden);
  });
});

describe("a session", () => {
  it("that is half open may do nothing but pass", async () => {
    const { id, here } = await someone();
    const { id: passkeyId, key } = await addPasskey(here);
    const { id: organizationId } = await s.organizations.createOrganization(id, `House ${id}`);
    const there = await signIn(id);
    const member = { ...there, organizationId };
    const { secondFactor: f } = s;
    const attempts: readonly (() => Promise<unknown>)[] = [
      () => f.beginPasskey(there),
      () => f.renamePasskey(there, passkeyId, "Mine now"),
      () => f.removePasskey(there, passkeyId),
      () => f.beginTotp(there),
      () => f.renewRecoveryCodes(there),
      () => s.identity.unlinkAccount(there, "ac_none"),
      () => s.organizations.updateOrganization(member, organizationId, { name: "Taken" }),
      () => s.repositories.connectSample(member, organizationId),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(unauthenticated);
    await f.proveWithPasskey(there, await answerOf(there, key));
    await s.organizations.updateOrganization(member, organizationId, { name: "Kept" });
  });

  it("from before the first factor is half open from then on; the one that added it is not", async () => {
    const { id, here } = await someone();
    const before = await signIn(id);
    expect(await halfOpen(before)).toBe(false);
    const { id: passkeyId } = await addPasskey(here);
    expect(await halfOpen(before)).toBe(true);
    expect(await halfOpen(here)).toBe(false);
    // What was shown of a factor that is gone says nothing about the next one.
    await s.secondFactor.removePasskey(here, passkeyId);
    expect(await halfOpen(before)).toBe(false);
    await addPasskey(before);
    expect(await halfOpen(here)).toBe(true);
  });

  it("that was revoked, or is another person's, proves and changes nothing", async () => {
    const [a, b] = [await someone(), await someone()];
    const { key } = await addPasskey(a.here);
    const answer = await answerOf(a.here, key);
    await s.identity.revokeSession(a.id, a.here.sessionId ?? "");
    await expect(s.secondFactor.proveWithPasskey(a.here, answer)).rejects.toMatchObject(
      unauthenticated,
    );
    await expect(s.secondFactor.beginTotp(a.here)).rejects.toMatchObject(unauthenticated);
    const stolen = s.audit.userActor(a.id, null, b.here.sessionId);
    await expect(s.secondFactor.beginPasskey(stolen)).rejects.toMatchObject(unauthenticated);
    const none = s.audit.userActor(a.id, null, null);
    await expect(s.secondFactor.beginProof(none)).rejects.toMatchObject(unauthenticated);
  });
});

describe("a proof of presence", () => {
  it("is asked for once the last is too old, and a factor renews it", async () => {
    const { id, here } = await someone();
    const { id: passkeyId, key } = await addPasskey(here);
    const { id: organizationId } = await s.organizations.createOrganization(id, `House ${id}`);
    const member = { ...here, organizationId };
    const { organizations: o, secondFactor: f } = s;
    const dangerous: readonly (() => Promise<unknown>)[] = [
      () => o.inviteMember(member, organizationId, { email: "a@x.test", role: "viewer" }),
      () => o.changeRole(member, organizationId, { memberId: "mb_none", role: "viewer" }),
      () => o.removeMember(member, organizationId, "mb_none"),
      () => o.updateOrganization(member, organizationId, { name: "Other" }),
      () => s.repositories.removeRepository(member, organizationId, "rp_none"),
      () =>
        s.apiTokens.createToken(member, organizationId, {
          name: "Nightly",
          scopes: ["read"],
          days: 30,
        }),
      () => s.identity.unlinkAccount(here, "ac_none"),
      () => s.identity.requireMayLink(here),
      () => f.beginPasskey(here),
      () => f.beginTotp(here),
      () => f.removeTotp(here),
      () => f.renewRecoveryCodes(here),
      () => f.removePasskey(here, passkeyId),
    ];
    await age(here);
    for (const act of dangerous) await expect(act(), `${act}`).rejects.toMatchObject(stale);
    await s.repositories.connectSample(member, organizationId);
    await f.renamePasskey(here, passkeyId, "Renamed");
    await f.proveWithPasskey(here, await answerOf(here, key));
    for (const act of dangerous) {
      const outcome = await act().catch((error: { code: string }) => error.code);
      expect(outcome, `${act}`).not.toBe(stale.code);
    }
  });

  it("does not use a challenge up that cannot be answered yet", async () => {
    const { here } = await someone();
    const key = new Authenticator(origin);
    const answer = key.register(await s.secondFactor.beginPasskey(here));
    await age(here);
    const finish = () => s.secondFactor.finishPasskey(here, answer, "Key");
    await expect(finish()).rejects.toMatchObject(stale);
    await world.database.query("UPDATE sessions SET proved_at = now() WHERE id = $1", [
      here.sessionId,
    ]);
    await finish();
  });

  it("tells a member with too low a role, or a stranger, nothing of it", async () => {
    const [owner, viewer, stranger] = [await someone(), await someone(), await someone()];
    const { id: organizationId } = await s.organizations.createOrganization(owner.id, "Quiet");
    await world.database.query(
      "INSERT INTO members (id, organization_id, user_id, role) VALUES ('mb_quiet', $1, $2, 'viewer')",
      [organizationId, viewer.id],
    );
    for (const [{ here }, code] of [
      [viewer, "forbidden"],
      [stranger, "not_found"],
    ] as const) {
      await age(here);
      const act = s.organizations.updateOrganization({ ...here, organizationId }, organizationId, {
        name: "X",
      });
      await expect(act).rejects.toMatchObject({ code });
    }
  });
});

describe("an organization that requires a second factor", () => {
  it("can be made so only by an admin who has one, and then holds members and tokens to it", async () => {
    const [owner, member] = [await someone(), await someone()];
    const { id: organizationId } = await s.organizations.createOrganization(owner.id, "Strict");
    await world.database.query(
      "INSERT INTO members (id, organization_id, user_id, role) VALUES ('mb_strict', $1, $2, 'developer')",
      [organizationId, member.id],
    );
    const admin = { ...owner.here, organizationId };
    const plain = { ...member.here, organizationId };
    const require = () =>
      s.organizations.updateOrganization(admin, organizationId, { requiresSecondFactor: true });
    const { token } = await s.apiTokens.createToken(plain, organizationId, {
      name: "Mine",
      scopes: ["run"],
      days: 30,
    });
    await expect(require()).rejects.toMatchObject({ code: "precondition_failed" });
    await addPasskey(owner.here);
    await require();

    const { id: repositoryId } = await s.repositories.connectSample(admin, organizationId);
    const scan = () => s.runs.startScan(plain, organizationId, repositoryId);
    await expect(scan()).rejects.toMatchObject(forbidden);
    expect(await s.apiTokens.authenticateToken(token)).toBeNull();
    const [row] = await world.database.query(
      "SELECT id FROM api_tokens WHERE organization_id = $1",
      [organizationId],
    );
    const program = s.audit.tokenActor(String(row!.id), organizationId);
    await expect(s.runs.startScan(program, organizationId, repositoryId)).rejects.toMatchObject(
      unauthenticated,
    );

    const { id: passkeyId } = await addPasskey(member.here);
    await scan();
    expect(await s.apiTokens.authenticateToken(token)).not.toBeNull();
    const { members } = await s.organizations.listMembers(organizationId);
    expect(members.map(({ hasSecondFactor }) => hasSecondFactor)).toEqual([true, true]);
    await s.secondFactor.removePasskey(member.here, passkeyId);
    await expect(scan()).rejects.toMatchObject(forbidden);
  });
});
