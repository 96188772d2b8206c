import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadServices, type Services } from "../support/services.ts";
import { openWorld, type World } from "../support/world.ts";

let world: World;
let s: Services;
let userId: string;
let count = 0;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  userId = (await s.identity.findOrCreatePerson("reader@example.test")).id;
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

describe("a session", () => {
  it("says who it is until it is revoked", async () => {
    const id = await s.identity.startSession(userId, "Browser");
    expect(await s.identity.readSession(id)).toMatchObject({ id: userId });
    await s.identity.revokeSession(userId, id);
    expect(await s.identity.readSession(id)).toBeNull();
  });

  it("ends after its time", async () => {
    const id = await s.identity.startSession(userId, null);
    await world.database.query(
      "UPDATE sessions SET expires_at = now() - interval '1 second' WHERE id = $1",
      [id],
    );
    expect(await s.identity.readSession(id)).toBeNull();
  });

  it("ends when nobody used it for two weeks, and lives on when somebody did", async () => {
    const [idle, used] = [
      await s.identity.startSession(userId, null),
      await s.identity.startSession(userId, null),
    ];
    const ageTo = (id: string, days: number) =>
      world.database.query(
        "UPDATE sessions SET last_used_at = now() - make_interval(days => $2) WHERE id = $1",
        [id, days],
      );
    await ageTo(idle, 15);
    await ageTo(used, 13);
    expect(await s.identity.readSession(idle)).toBeNull();
    expect(await s.identity.readSession(used)).toMatchObject({ id: userId });
    await ageTo(used, 1);
    await s.identity.readSession(used);
    const [row] = await world.database.query(
      "SELECT last_used_at > now() - interval '1 minute' AS fresh FROM sessions WHERE id = $1",
      [used],
    );
    expect(row).toEqual({ fresh: true });
  });

  it("is listed with its device while it lasts, and to nobody else", async () => {
    const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const person = await s.identity.findOrCreatePerson("lister@example.test");
    const id = await s.identity.startSession(person.id, firefox);
    const gone = await s.identity.startSession(person.id, null);
    await s.identity.revokeSession(person.id, gone);
    const listed = await s.identity.listSessions(person.id);
    expect(listed).toMatchObject([{ id, device: "Firefox on Linux" }]);
    expect((await s.identity.listSessions(userId)).map((session) => session.id)).not.toContain(id);
  });

  it("can be the only one that is left, and nobody else's is touched", async () => {
    const person = await s.identity.findOrCreatePerson("tidy@example.test");
    const others = await Promise.all([1, 2].map(() => s.identity.startSession(person.id, null)));
    const kept = await s.identity.startSession(person.id, null);
    const strangers = await s.identity.startSession(userId, null);
    await s.identity.revokeOtherSessions(person.id, kept);
    await s.identity.revokeOtherSessions(person.id, kept);
    for (const id of others) expect(await s.identity.readSession(id)).toBeNull();
    for (const id of [kept, strangers]) expect(await s.identity.readSession(id)).not.toBeNull();
    const events = await world.database.query(
      "SELECT detail FROM audit_events WHERE action = 'session.revoke' AND target->>'id' = $1",
      [kept],
    );
    expect(events).toEqual([{ detail: { allOthers: 2 } }]);
  });

  it("is ended by nobody but its person", async () => {
    const id = await s.identity.startSession(userId, null);
    const other = await s.identity.findOrCreatePerson("other@example.test");
    await s.identity.revokeSession(other.id, id);
    expect(await s.identity.readSession(id)).toMatchObject({ id: userId });
  });

  it("revoked twice is revoked once, and leaves one event", async () => {
    const id = await s.identity.startSession(userId, null);
    await s.identity.revokeSession(userId, id);
    await s.identity.revokeSession(userId, id);
    const events = await world.database.query(
      "SELECT 1 FROM audit_events WHERE action = 'session.revoke' AND target->>'id' = $1",
      [id],
    );
    expect(events).toHaveLength(1);
  });

  it("has an id that cannot be guessed, and a wrong one opens nothing", async () => {
    const ids = await Promise.all([1, 2, 3].map(() => s.identity.startSession(userId, null)));
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toMatch(/^se_[0-9A-HJKMNP-TV-Z]{20}$/);
    expect(await s.identity.readSession("se_00000000000000000000")).toBeNull();
    expect(await s.identity.readSession("")).toBeNull();
  });
});

describe("a magic link's token", () => {
  function hashOf(text: string): string {
    return createHash("sha256").update(text).digest("hex");
  }

  const here = "the secret of this browser";

  async function store(expiresInMs = 60_000, email = `link${++count}@example.test`) {
    const tokenHash = hashOf(randomBytes(32).toString("hex"));
    const expiresAt = new Date(Date.now() + expiresInMs);
    await s.identity.storeSignInToken({ email, tokenHash, expiresAt }, here);
    return { email, tokenHash, expiresAt };
  }

  it("works once", async () => {
    const token = await store();
    expect(await s.identity.consumeSignInToken(token.email, token.tokenHash, here)).toEqual(token);
    expect(await s.identity.consumeSignInToken(token.email, token.tokenHash, here)).toBeNull();
  });

  it("used many times at once works once", async () => {
    const { email, tokenHash } = await store();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => s.identity.consumeSignInToken(email, tokenHash, here)),
    );
    expect(outcomes.filter((outcome) => outcome !== null)).toHaveLength(1);
  });

  it("does not work for another address, and that does not use it up", async () => {
    const { email, tokenHash } = await store();
    expect(await s.identity.consumeSignInToken("thief@example.test", tokenHash, here)).toBeNull();
    expect(await s.identity.consumeSignInToken(email, tokenHash, here)).not.toBeNull();
  });

  it("does not work in another browser, and that does not use it up", async () => {
    const { email, tokenHash } = await store();
    for (const elsewhere of ["another browser", "", undefined]) {
      expect(await s.identity.consumeSignInToken(email, tokenHash, elsewhere)).toBeNull();
    }
    expect(await s.identity.consumeSignInToken(email, tokenHash, here)).not.toBeNull();
  });

  it("no longer works once the same browser has asked for another one", async () => {
    const first = await store();
    const second = await store(60_000, first.email);
    expect(await s.identity.consumeSignInToken(first.email, first.tokenHash, here)).toBeNull();
    expect(await s.identity.consumeSignInToken(first.email, second.tokenHash, here)).not.toBeNull();
  });

  it("still works when somebody else has asked for one to the same address", async () => {
    const { email, tokenHash } = await store();
    const other = hashOf("somebody else's");
    const expiresAt = new Date(Date.now() + 60_000);
    await s.identity.storeSignInToken({ email, tokenHash: other, expiresAt }, "another browser");
    expect(await s.identity.consumeSignInToken(email, tokenHash, here)).not.toBeNull();
  });

  it("past its time is no answer", async () => {
    const { email, tokenHash } = await store(-1);
    expect(await s.identity.consumeSignInToken(email, tokenHash, here)).toBeNull();
  });

  it("past its time is cleared away with the next one", async () => {
    const { tokenHash } = await store(-1);
    await store();
    const rows = await world.database.query(
      "SELECT 1 FROM verification_tokens WHERE token_hash = $1",
      [tokenHash],
    );
    expect(rows).toEqual([]);
  });
});

describe("the first owner's link", () => {
  it("is offered until someone has signed in", async () => {
    const person = await s.identity.findOrCreatePerson("newcomer@example.test");
    await s.identity.startSession(person.id, null);
    expect(await s.identity.createFirstOwnerLink()).toBeNull();
  });
});

describe("a person", () => {
  it("asked for many times at once is made once", async () => {
    const people = await Promise.all(
      Array.from({ length: 10 }, () => s.identity.findOrCreatePerson("many@example.test")),
    );
    expect(new Set(people.map((person) => person.id)).size).toBe(1);
  });
});
