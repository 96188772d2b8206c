import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import { type AttackWorld, askForLink, openAttackWorld } from "../../support/attack-world.ts";
import { HttpBrowser } from "../../support/http-browser.ts";
import { mailsFor } from "../../support/mailbox.ts";
import { openTeam, type Team } from "../../support/team.ts";

let w: AttackWorld;
let team: Team;
let stranger: HttpBrowser;

beforeAll(async () => {
  w = await openAttackWorld({ ETNA_SIGN_UP: "example.test" });
  team = await openTeam(w.world, w.s, "Known House");
  stranger = await w.signIn("stranger@example.test");
}, 600_000);

afterAll(() => w?.close());

/** What a visitor can tell of an answer: its status, its headers' names, its words and its size. */
async function seen(path: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(w.url + path, { redirect: "manual", ...init });
  const text = await response.text();
  const plain = text
    .replaceAll(/nonce="[^"]*"|'nonce-[^']*'|[0-9a-f]{8}-[0-9a-f-]{27}/g, "")
    .replaceAll(path, "")
    .replaceAll(/[A-Za-z0-9+/]{22}==/g, "");
  const names = [...response.headers.keys()].filter((name) => name !== "content-length").sort();
  return `${response.status} ${response.headers.get("location") ?? ""} ${names} ${plain}`;
}

async function same(paths: readonly string[], init?: RequestInit): Promise<string> {
  const all = await Promise.all(paths.map(async (path) => strip(await seen(path, init), path)));
  return new Set(all).size === 1 ? "the same" : `DIFFERENT: ${firstDifference(all)}`;
}

/** An address of the request that comes back in the answer says nothing new. */
function strip(text: string, path: string): string {
  const names = path.split(/[/?=&]/).filter((name) => name.length > 3);
  return names.reduce((rest, name) => rest.replaceAll(name, "~"), text);
}

function firstDifference([a = "", ...others]: readonly string[]): string {
  const b = others.find((other) => other !== a) ?? "";
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return `${a.slice(at - 40, at + 60)} ≠ ${b.slice(at - 40, at + 60)}`;
}

/** Rows that a request adds, by table: the work that a clock could tell. */
async function work(ask: () => Promise<unknown>): Promise<string> {
  const count = async () => {
    const [row] = await w.world.database.query(
      `SELECT (SELECT count(*) FROM verification_tokens) AS links,
              (SELECT count(*) FROM audit_events) AS events, (SELECT count(*) FROM users) AS users`,
    );
    return [Number(row?.links), Number(row?.events), Number(row?.users)];
  };
  const before = await count();
  await ask();
  const after = await count();
  return after.map((value, index) => value - (before[index] ?? 0)).join("/");
}

const addresses = [
  "owner@knownhouse.test",
  "viewer@knownhouse.test",
  "nobody@knownhouse.test",
  "new@example.test",
  "nobody@elsewhere.test",
  "stranger@example.test",
];

attackFamily(import.meta.url, "Who and what is known here (enumeration)", [
  attack({
    tried: "A link asked for by addresses with an account, without one, and of closed domains",
    shapes: addresses,
    mayCome: ["/sign-in/sent, one mail, work 1/1/0"],
    async send(email) {
      const folder = join(w.world.folder, "mail");
      const before = (await mailsFor(folder, email)).length;
      let path = "";
      const rows = await work(async () => {
        const sent = await askForLink(w.url, new HttpBrowser(), email);
        path = new URL(sent.url).pathname;
      });
      await w.world.mail(email, before + 1);
      const mails = (await mailsFor(folder, email)).length - before;
      return `${path}, ${mails === 1 ? "one mail" : `${mails} mails`}, work ${rows}`;
    },
  }),
  attack({
    tried: "The page after the form, compared for an address with an account and one without",
    shapes: [addresses.slice(0, 5)],
    mayCome: ["the same"],
    async send(emails) {
      const pages = await Promise.all(
        emails.map(async (email) => {
          const sent = await askForLink(w.url, new HttpBrowser(), email);
          return `${sent.status} ${sent.url} ${sent.words.replaceAll(/\s+/g, " ")}`;
        }),
      );
      return new Set(pages).size === 1 ? "the same" : `DIFFERENT: ${firstDifference(pages)}`;
    },
  }),
  attack({
    tried:
      "Organizations that are there and that are not, by their address, as nobody and as a stranger",
    shapes: ["", "/findings", "/settings/members", "/keys/keys.json", "/events"].flatMap((page) =>
      [false, true].map((signedIn) => ({ page, signedIn })),
    ),
    mayCome: ["the same"],
    async send({ page, signedIn }) {
      const cookie = [...stranger.cookies(w.url)].map(([n, v]) => `${n}=${v}`).join("; ");
      const init = signedIn ? { headers: { cookie } } : {};
      return await same([`/o/${team.slug}${page}`, `/o/other-house${page}`], init);
    },
  }),
  attack({
    tried: "Invitations: used, revoked, run out, of nobody, malformed",
    shapes: ["once"],
    mayCome: ["the same"],
    async send() {
      const tokens = ["used", "revoked", "run-out"];
      for (const [at, kind] of tokens.entries()) {
        const email = `${kind}@example.test`;
        const { organizationId } = team;
        const role = "viewer" as const;
        const { id } = await w.s.organizations.inviteMember(team.as("owner"), organizationId, {
          email,
          role,
        });
        tokens[at] = /\/invite\/(\S+)/.exec(await w.world.mail(email))?.[1] ?? "";
        if (kind === "used") {
          const person = await w.s.identity.findOrCreatePerson(email);
          await w.s.organizations.acceptInvitation(person, tokens[at]);
        }
        if (kind === "revoked")
          await w.s.organizations.revokeInvitation(team.as("owner"), organizationId, id);
        if (kind === "run-out") {
          const sql = "UPDATE invitations SET expires_at = now() - interval '1 day' WHERE id = $1";
          await w.world.database.query(sql, [id]);
        }
      }
      return await same(
        [...tokens, "A".repeat(43), "B".repeat(43)].map((token) => `/invite/${token}`),
      );
    },
  }),
  attack({
    tried: "API tokens: malformed, of nobody, revoked, run out, of somebody who left",
    shapes: ["once"],
    mayCome: ["the same"],
    async send() {
      const { organizationId } = team;
      const make = async (name: string, role: "owner" | "developer") => {
        const request = { name, scopes: ["read"] as "read"[], days: 30 as const };
        return await w.s.apiTokens.createToken(team.as(role), organizationId, request);
      };
      const [revoked, over, left] = [
        await make("Revoked", "owner"),
        await make("Over", "owner"),
        await make("Left", "developer"),
      ];
      await w.s.apiTokens.revokeToken(team.as("owner"), organizationId, revoked.id);
      const sql = "UPDATE api_tokens SET expires_at = now() - interval '1 day' WHERE id = $1";
      await w.world.database.query(sql, [over.id]);
      await w.world.database.query("DELETE FROM members WHERE user_id = $1", [
        team.people.developer,
      ]);
      const tokens = [revoked.token, over.token, left.token, `etna_${"A".repeat(43)}`, "nonsense"];
      const answers = await Promise.all(
        tokens.map((token) =>
          seen("/api/v1/findings", { headers: { authorization: `Bearer ${token}` } }),
        ),
      );
      const alike = new Set(answers.map((answer) => answer.replaceAll(/"ratelimit[^"]*"/g, "")));
      return alike.size === 1 ? "the same" : `DIFFERENT: ${firstDifference([...alike])}`;
    },
  }),
  attack({
    tried:
      "Fixes that are signed nowhere: ids of the right form, malformed ones, ids of other things",
    shapes: ["once"],
    mayCome: ["the same"],
    send: () =>
      same(
        [
          "fx_00000000000000000000",
          "fx_ZZZZZZZZZZZZZZZZZZZZ",
          "us_00000000000000000000",
          "nonsense",
        ].map((id) => `/api/v1/fixes/${id}/verification`),
      ),
  }),
]);
