import { encode } from "next-auth/jwt";
import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import {
  type AttackWorld,
  askForLink,
  linkIn,
  openAttackWorld,
} from "../../support/attack-world.ts";
import { HttpBrowser } from "../../support/http-browser.ts";
import { callAction } from "../../support/server-actions.ts";
import { whoIs } from "../../support/sign-in-world.ts";

let w: AttackWorld;
let secret: string;
let count = 0;

const session = "__Host-etna-session";
const browserCookie = "__Host-etna-browser";
const victim = "victim@example.test";
const attacker = "attacker@example.test";

beforeAll(async () => {
  w = await openAttackWorld();
  secret = w.world.environment.AUTH_SECRET ?? "";
}, 600_000);

afterAll(() => w?.close());

async function emailOf(browser: HttpBrowser): Promise<string> {
  return (await whoIs(browser, w.url))?.email ?? "nobody";
}

function withCookies(cookies: Readonly<Record<string, string>>): HttpBrowser {
  const browser = new HttpBrowser();
  for (const [name, value] of Object.entries(cookies)) browser.setCookie(w.url, name, value);
  return browser;
}

function cookie(browser: HttpBrowser, name = session): string {
  return browser.cookies(w.url).get(name) ?? "";
}

/** A row of a session, with the token that names it made as the server would. */
async function token(
  changes: {
    readonly secret?: string;
    readonly salt?: string;
    readonly claims?: object;
    readonly maxAge?: number;
  } = {},
): Promise<string> {
  const person = await w.s.identity.findOrCreatePerson(victim);
  const sid = await w.s.identity.startSession(person.id, null);
  return await encode({
    token: { sub: person.id, sid, ...changes.claims },
    secret: changes.secret ?? secret,
    salt: changes.salt ?? session,
    maxAge: changes.maxAge ?? 3600,
  });
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Tokens that say they are the victim's, and were not made by this server for this purpose. */
const forged: Readonly<Record<string, () => Promise<string>>> = {
  "alg none": async () => `${part({ alg: "none" })}.${part({ sub: "us_1", sid: "se_1" })}.`,
  "alg NONE": async () => `${part({ alg: "NONE", typ: "JWT" })}.${part({ sid: "se_1" })}.`,
  "signed, not encrypted": async () => {
    const { createHmac } = await import("node:crypto");
    const body = `${part({ alg: "HS256" })}.${part({ sub: "us_1", sid: "se_1" })}`;
    return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
  },
  "five empty parts": async () => "....",
  "one part edited": async () => {
    const parts = (await token()).split(".");
    parts[3] = `${parts[3]?.startsWith("A") ? "B" : "A"}${parts[3]?.slice(1)}`;
    return parts.join(".");
  },
  "header edited": async () => {
    const parts = (await token()).split(".");
    return [part({ alg: "dir", enc: "A128CBC-HS256" }), ...parts.slice(1)].join(".");
  },
  "tag cut off": async () => (await token()).split(".").slice(0, 4).join("."),
  "tag shortened": async () => (await token()).slice(0, -20),
  "another secret": () => token({ secret: "o".repeat(40) }),
  "an empty secret": () => token({ secret: " " }),
  "the link secret": () => token({ secret: w.world.environment.ETNA_LINK_SECRET ?? "" }),
  "made for another cookie": () => token({ salt: "__Host-etna-csrf" }),
  "made for the state of a provider": () => token({ salt: "__Host-etna-state" }),
  "made for no cookie": () => token({ salt: "" }),
  "run out": () => token({ maxAge: -3600 }),
  "no session in it": () => token({ claims: { sid: undefined } }),
  "a session that is none": () => token({ claims: { sid: "se_00000000000000000000" } }),
  "a session as an object": () => token({ claims: { sid: { not: "" } } }),
  "a session as a list": () => token({ claims: { sid: ["se_1"] } }),
  "a session as a wildcard": () => token({ claims: { sid: "%" } }),
  "the words null and undefined": async () => "null",
};

attackFamily(import.meta.url, "Sessions: fixation, tossing, theft after the end, forged tokens", [
  attack({
    tried: "A session's cookie planted in the victim's browser before they sign in",
    shapes: ["the attacker's own", "a made-up one", "an empty one"],
    mayCome: ["a new session, the victim's alone; the old one has ended"],
    async send(kind) {
      const own = await w.signIn(attacker);
      const planted =
        kind === "the attacker's own" ? cookie(own) : kind === "an empty one" ? "" : "x.y";
      const browser = new HttpBrowser();
      const email = `fixed${++count}@example.test`;
      await askForLink(w.url, browser, email);
      browser.setCookie(w.url, session, planted);
      await browser.open(linkIn(await w.world.mail(email)));
      const held = withCookies({ [session]: planted });
      const fresh = cookie(browser) !== planted && (await emailOf(browser)) === email;
      const useless = (await emailOf(held)) === "nobody";
      return fresh && useless
        ? "a new session, the victim's alone; the old one has ended"
        : "FIXED";
    },
  }),
  attack({
    tried:
      "Cookies of the sign-in itself planted before it: CSRF token, state, PKCE, nonce, connect",
    shapes: ["csrf", "state", "pkce", "nonce", "connect"],
    mayCome: [victim],
    async send(name) {
      const planted = { [`__Host-etna-${name}`]: `us_1 ${"x".repeat(40)}` };
      return await emailOf(await w.signIn(victim, withCookies(planted)));
    },
  }),
  attack({
    tried: "A good session under the name of a sibling that a neighbouring site could set",
    shapes: [
      ...["etna-session", "__Secure-etna-session", "Host-etna-session", "__host-etna-session"],
      ...["_Host-etna-session", "__Host-etna-Session", "authjs.session-token", "session"],
      ...["__Secure-authjs.session-token", "next-auth.session-token", "X__Host-etna-session"],
      ...["__Host%2Detna-session", "$Version", "__Host-etna-csrf", "__Host-etna-state"],
    ],
    mayCome: ["nobody"],
    async send(name) {
      const browser = withCookies({ [name]: await token() });
      return await emailOf(browser);
    },
  }),
  attack({
    tried: "A token that was not made by this server for this purpose",
    shapes: Object.keys(forged),
    mayCome: ["nobody"],
    async send(name) {
      return await emailOf(withCookies({ [session]: (await forged[name]?.()) ?? "" }));
    },
  }),
  attack({
    tried:
      "The cookie of a session that is over: signed out, ended elsewhere, run out, signed in anew",
    shapes: ["signed out", "ended elsewhere", "run out", "not used for weeks", "signed in anew"],
    mayCome: ["nobody"],
    async send(way) {
      const browser = await w.signIn(victim);
      const old = cookie(browser);
      const who = await whoIs(browser, w.url);
      if (way === "signed out") {
        const name = "$$RSC_SERVER_ACTION_0";
        const { slug } = await w.s.organizations.createOrganization(who.id, `Out ${++count}`);
        await callAction(w.url, browser, { name, path: `/o/${slug}`, args: [] });
      }
      if (way === "ended elsewhere") await w.s.identity.revokeSession(who.id, who.sessionId);
      if (way === "run out") await age("expires_at = now() - interval '1 second'", who.sessionId);
      if (way === "not used for weeks") {
        await age("last_used_at = now() - interval '15 days'", who.sessionId);
      }
      if (way === "signed in anew") {
        const email = `anew${++count}@example.test`;
        const asked = new HttpBrowser();
        await askForLink(w.url, asked, email);
        asked.setCookie(w.url, session, old);
        await asked.open(linkIn(await w.world.mail(email)));
      }
      return await emailOf(withCookies({ [session]: old }));
    },
  }),
  attack({
    tried:
      "A mailed link opened where it was not asked for, with each browser secret an attacker may have",
    shapes: ["none", "the attacker's own", "empty", "the hash of the right one"],
    mayCome: ["nobody, and it still works for who asked"],
    async send(kind) {
      const asked = new HttpBrowser();
      const email = `bound${++count}@example.test`;
      await askForLink(w.url, asked, email);
      const link = linkIn(await w.world.mail(email));
      const own = await w.signIn(attacker);
      const { createHash } = await import("node:crypto");
      const right = cookie(asked, browserCookie);
      const secrets: Record<string, string> = {
        none: "-",
        "the attacker's own": cookie(own, browserCookie),
        empty: "",
        "the hash of the right one": createHash("sha256").update(right).digest("hex"),
      };
      const thief = withCookies(kind === "none" ? {} : { [browserCookie]: secrets[kind] ?? "" });
      await thief.open(link);
      const stolen = await emailOf(thief);
      await asked.open(link);
      const works = (await emailOf(asked)) === email;
      return stolen === "nobody" && works ? "nobody, and it still works for who asked" : stolen;
    },
  }),
  attack({
    tried: "Parts of a mailed link changed: token, address, both, doubled",
    shapes: [
      "token",
      "another address",
      "address in capitals",
      "address twice",
      "token twice",
      "no token",
    ],
    mayCome: ["nobody"],
    async send(kind) {
      const browser = new HttpBrowser();
      const email = `changed${++count}@example.test`;
      await askForLink(w.url, browser, email);
      const link = new URL(linkIn(await w.world.mail(email)));
      const query = link.searchParams;
      const right = query.get("token") ?? "";
      if (kind === "token")
        query.set(
          "token",
          right.replace(/^./, (c) => (c === "0" ? "1" : "0")),
        );
      if (kind === "another address") query.set("email", victim);
      if (kind === "address in capitals") query.set("email", email.toUpperCase());
      if (kind === "address twice") query.set("email", `${victim},${email}`);
      if (kind === "token twice") query.set("token", right + right);
      if (kind === "no token") query.delete("token");
      await browser.open(link.href);
      return await emailOf(browser);
    },
  }),
  attack({
    tried: "The right cookie (no attack: it is the victim's)",
    shapes: ["by link", "by token"],
    mayCome: [victim],
    send: async (way) =>
      await emailOf(
        way === "by link" ? await w.signIn(victim) : withCookies({ [session]: await token() }),
      ),
  }),
]);

async function age(change: string, sessionId: string): Promise<void> {
  await w.world.database.query(`UPDATE sessions SET ${change} WHERE id = $1`, [sessionId]);
}
