import { encode } from "next-auth/jwt";
import { roles, type TokenScope } from "#lib/services/audit/index.ts";
import { HttpBrowser } from "../http-browser.ts";
import { askForLink, type SignInWorld, whoIs } from "../sign-in-world.ts";
import type { Caller, SignedIn } from "./access.ts";
import type { Ground } from "./ground.ts";
import { addMember, addPerson } from "./people.ts";

const cookie = "__Host-etna-session";

/** Signs a person in as a browser does, with a link from their mail. */
async function signIn(
  w: SignInWorld,
  person: SignedIn,
  links = 1,
): Promise<{ readonly headers: { readonly cookie: string }; readonly sessionId: string }> {
  const browser = new HttpBrowser();
  await browser.request(await askForLink(w, browser, person.email, links));
  const { sessionId } = await whoIs(browser, w.url);
  const value = browser.cookies(w.url).get(cookie);
  if (value === undefined) throw new Error("Signing in left no session.");
  return { headers: { cookie: `${cookie}=${value}` }, sessionId };
}

/** One more session of a person, as signing in would leave it. */
export async function anotherSession({ w }: Ground, person: Pick<SignedIn, "id">) {
  const sessionId = await w.s.identity.startSession(person.id, null);
  const token = { sub: person.id, sid: sessionId };
  return { sessionId, headers: await cookieOf(token, process.env.AUTH_SECRET ?? "") };
}

async function cookieOf(token: { sub: string; sid: string }, secret: string) {
  return { cookie: `${cookie}=${await encode({ token, secret, salt: cookie })}` };
}

/** Everyone who is tried on everything. */
export async function openCallers(ground: Ground): Promise<readonly Caller[]> {
  return [...(await people(ground)), ...(await tokens(ground))];
}

async function people(ground: Ground): Promise<readonly Caller[]> {
  const { w, a, b, canaries } = ground;
  const { query } = w.world.database;
  const known = async (id: string): Promise<SignedIn> => {
    const found = await w.s.identity.findPerson(id);
    return { id, email: found!.email, name: found!.name! };
  };
  const open = async <R extends Omit<Caller, "name" | "headers">>(
    person: SignedIn,
    name: string,
    rest: R,
  ) => {
    const { headers, sessionId } = await signIn(w, person);
    canaries.add(sessionId, "the id of a session", "nobody", person.id);
    return { name, headers, sessionId, ...rest };
  };
  const members = await Promise.all(
    roles.map(async (role) => {
      const person = await known(a.people[role]);
      return await open(person, role, { person, house: "A", role });
    }),
  );
  // Each of these would be an owner, were what they present still worth anything.
  const lapsed = async (
    name: string,
    end: (sessionId: string, userId: string) => Promise<unknown>,
  ) => {
    const person = await addPerson(w, canaries, "A");
    await addMember(w, a.organizationId, person.id, "owner");
    const opened = await open(person, name, {});
    await end(opened.sessionId, person.id);
    return opened;
  };
  const ended = (sql: string) => (id: string) =>
    query(`UPDATE sessions SET ${sql} WHERE id = $1`, [id]);
  const removed = await addPerson(w, canaries, "nobody");
  await addMember(w, a.organizationId, removed.id, "owner");
  const former = await open(removed, "removed member", { person: removed });
  await query("DELETE FROM members WHERE user_id = $1", [removed.id]);
  const elsewhere = await known(b.people.owner);
  const nowhere = await addPerson(w, canaries, "nobody");
  const owner = members.find(({ name }) => name === "owner")!;
  const forged = await cookieOf(
    { sub: owner.person.id, sid: owner.sessionId },
    "another secret than the installation's",
  );
  const half = await addPerson(w, canaries, "A");
  await addMember(w, a.organizationId, half.id, "owner");
  await query("UPDATE users SET second_factor_since = now() WHERE id = $1", [half.id]);
  const idler = await addPerson(w, canaries, "A");
  await addMember(w, a.organizationId, idler.id, "owner");
  const stale = await open(idler, "owner with a stale proof", {
    person: idler,
    house: "A",
    role: "owner",
    stale: true,
  });
  const aged = "UPDATE sessions SET proved_at = now() - interval '16 minutes' WHERE id = $1";
  await query(aged, [stale.sessionId]);
  return [
    ...members,
    await open(elsewhere, "owner of another organization", {
      person: elsewhere,
      house: "B",
      role: "owner",
    }),
    await open(nowhere, "signed in, of no organization", { person: nowhere }),
    former,
    { name: "signed out", headers: {} },
    await lapsed("revoked session", (id, userId) => w.s.identity.revokeSession(userId, id)),
    await lapsed("idle session", ended("last_used_at = now() - interval '15 days'")),
    await lapsed("session past its time", ended("expires_at = now() - interval '1 second'")),
    { name: "forged session", headers: forged },
    await open(half, "second factor not passed", { halfIn: half.id }),
    stale,
  ];
}

async function tokens(ground: Ground): Promise<readonly Caller[]> {
  const { w, a, b, canaries } = ground;
  const { query } = w.world.database;
  const all: readonly TokenScope[] = ["read", "triage", "run"];
  let count = 0;
  const make = async (by: { team: typeof a; userId?: string }, scopes: readonly TokenScope[]) => {
    const { organizationId } = by.team;
    const { userId } = by;
    const own = userId && { userId, sessionId: await w.s.identity.startSession(userId, null) };
    const actor = { ...by.team.as("owner"), ...own };
    return await w.s.apiTokens.createToken(actor, organizationId, {
      name: `Program ${++count}`,
      scopes: [...scopes],
      days: 30,
    });
  };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const scoped = async (scope: TokenScope) => {
    const { token } = await make({ team: a }, [scope]);
    return {
      name: `token: ${scope}`,
      headers: bearer(token),
      scopes: [scope],
      house: "A" as const,
    };
  };
  const madeBy = async (after: string) => {
    const { id: userId } = await addPerson(w, canaries, "A");
    await addMember(w, a.organizationId, userId, "developer");
    const { token } = await make({ team: a, userId }, all);
    await query(after, [userId]);
    return bearer(token);
  };
  const over = async (after: string) => {
    const { id, token } = await make({ team: a }, all);
    await query(`UPDATE api_tokens SET ${after} WHERE id = $1`, [id]);
    return bearer(token);
  };
  return [
    await scoped("read"),
    await scoped("triage"),
    await scoped("run"),
    {
      name: "token of another organization",
      headers: bearer((await make({ team: b }, all)).token),
      scopes: all,
      house: "B",
    },
    {
      name: "token of a developer who is a viewer now",
      headers: await madeBy("UPDATE members SET role = 'viewer' WHERE user_id = $1"),
      // It says more, and its maker may do no more than read.
      scopes: ["read"],
      house: "A",
    },
    {
      name: "token of a member who left",
      headers: await madeBy("DELETE FROM members WHERE user_id = $1"),
    },
    {
      name: "token past its time",
      headers: await over("expires_at = now() - interval '1 second'"),
    },
    { name: "revoked token", headers: await over("revoked_at = now()") },
    { name: "token that never was", headers: bearer(`etna_${"A".repeat(43)}`) },
    { name: "garbage for a token", headers: bearer("letmein") },
  ];
}
