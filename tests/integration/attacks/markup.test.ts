import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import { type AttackWorld, type Estate, openAttackWorld } from "../../support/attack-world.ts";
import type { HttpBrowser } from "../../support/http-browser.ts";
import { callAction, cookieHeader, formOf } from "../../support/server-actions.ts";

let w: AttackWorld;
let estate: Estate;
let owner: HttpBrowser;
let token: string;
let bundle: object;

/** Built at run time into every string; what of it stands unescaped in a page would act. */
const payloads = [
  '"><img src=x onerror=alert(1)>',
  "</script><script>alert(1)</script>",
  "<!--<script>",
  "'-alert(1)-'",
  "{{constructor.constructor('alert(1)')()}}",
  "javascript:alert(1)//",
  "<svg/onload=alert(1)>",
  "\u2028</title><script>alert(1)</script>",
];

beforeAll(async () => {
  w = await openAttackWorld();
  estate = await w.estate("Markup House");
  owner = await w.signIn("owner@markuphouse.test");
  const { team, fix } = estate;
  const { apiTokens, fixes } = w.s;
  const request = { name: "Markup", scopes: ["read"] as "read"[], days: 30 as const };
  token = (await apiTokens.createToken(team.as("owner"), team.organizationId, request)).token;
  const mark = payloads[0] ?? "";
  await w.world.database.query("UPDATE organizations SET name = $1, names_on_public_pages = true", [
    mark,
  ]);
  await w.world.database.query("UPDATE repositories SET name = $1", [mark]);
  await w.world.database.query("UPDATE fixes SET title = $1", [mark]);
  await w.world.database.query("UPDATE users SET name = $1", [mark]);
  await w.world.database.query("UPDATE findings SET title = $1, message = $1, path = $1", [mark]);
  const { headCommit, headTree, patchSha256 } = fix;
  const seen = { headCommit, headTree, patchSha256 };
  const { approvalId } = await fixes.approveFix(
    team.as("owner"),
    team.organizationId,
    fix.id,
    seen,
  );
  const steps = {
    step: <T>(_: string, work: (attempt: { last: boolean }) => Promise<T>) => work({ last: true }),
  };
  const { organizationId } = team;
  await fixes.signWorkflow.run(steps, { organizationId, fixId: fix.id, approvalId });
  const answer = await fetch(`${w.url}/api/v1/fixes/${fix.id}/verification`);
  ({ bundle } = (await answer.json()) as { bundle: object });
}, 600_000);

afterAll(() => w?.close());

/** What stands in the page as markup, and not as text. */
const acts =
  /<img src=x|<svg\/onload|<script>alert|<!--<script|href="javascript:|src="javascript:/i;

async function look(path: string): Promise<string> {
  const headers = { cookie: cookieHeader(owner, w.url) };
  const response = await fetch(w.url + path, { headers, redirect: "manual" });
  const text = await response.text();
  if (response.status >= 500) return `${response.status}`;
  return acts.test(text)
    ? `IT ACTS: ${text.slice(Math.max(0, text.search(acts) - 60)).slice(0, 160)}`
    : "text";
}

function memberPages(): readonly string[] {
  const { findingId, fix, runId, repository, team } = estate;
  const house = `/o/${team.slug}`;
  return [
    ...["", "/findings", "/fixes", "/runs", "/repositories", "/audit", "/keys", "/settings"],
    ...["/settings/members", "/settings/tokens", "/settings/account", "/settings/sessions"],
    `/findings/${findingId}`,
    `/fixes/${fix.id}`,
    `/runs/${runId}`,
    `/repositories/${repository.id}`,
  ].map((page) => house + page);
}

/** Every text in a bundle, by the way to it. */
function textsOf(value: unknown, way: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === "string") return [way];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, [...way, name]));
}

function withText(value: unknown, [name, ...rest]: readonly string[], text: string): unknown {
  if (name === undefined) return text;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const slots = copy as Record<string, unknown>;
  slots[name] = withText(slots[name], rest, text);
  return copy;
}

attackFamily(import.meta.url, "Markup and characters in names, code and bundles", [
  attack({
    tried:
      "Markup in the name of the organization, its people, its repository, in titles, messages and paths: every page of a member",
    shapes: () => memberPages(),
    all: "every page of the console",
    mayCome: ["text"],
    send: look,
  }),
  attack({
    tried: "The same on the public page of a signed fix, in its files and in the API",
    shapes: () => {
      const { id } = estate.fix;
      return [
        `/verify/${id}`,
        `/api/v1/fixes/${id}/verification`,
        `/verify/${id}/fix.sigstore.json`,
      ].concat([
        `/verify/${id}/keys.json`,
        `/verify/${id}/trusted_root.json`,
        `/verify/${id}/instance.pub`,
      ]);
    },
    all: "6",
    mayCome: ["text", "no page, and its type is not guessed"],
    async send(path) {
      const response = await fetch(w.url + path);
      const type = response.headers.get("content-type") ?? "";
      const nosniff = response.headers.get("x-content-type-options") === "nosniff";
      if (!response.ok) return `${response.status}`;
      return type.startsWith("text/html")
        ? await look(path)
        : nosniff
          ? "no page, and its type is not guessed"
          : type;
    },
  }),
  attack({
    tried:
      "Markup in the place of each text of a bundle in turn, kept in the database and shown on its public page",
    shapes: () => textsOf(bundle).slice(0, 8),
    all: "8 places, as the cache of 5 seconds lets them be seen",
    mayCome: ["text"],
    async send(way) {
      const changed = JSON.stringify(withText(bundle, way, payloads[0] ?? ""));
      await w.world.database.query("UPDATE attestations SET bundle = $1::jsonb", [changed]);
      const { setTimeout: sleep } = await import("node:timers/promises");
      // The page is at most five seconds old.
      await sleep(5_200);
      const answer = await look(`/verify/${estate.fix.id}`);
      await w.world.database.query("UPDATE attestations SET bundle = $1::jsonb", [
        JSON.stringify(bundle),
      ]);
      return answer;
    },
  }),
  attack({
    tried:
      "Markup, controls and enormous texts in the place of each text of a bundle, sent to the verifier",
    shapes: () =>
      textsOf(bundle).flatMap((way) =>
        [...payloads, "\u0000", "\u202e", "A".repeat(100_000), ""].map((text) => ({ way, text })),
      ),
    all: "every text × 12",
    mayCome: ["JSON, and not genuine", "400"],
    async send({ way, text }) {
      const response = await fetch(`${w.url}/api/v1/verify`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ bundle: withText(bundle, way, text) }),
      });
      if (response.status === 400) return "400";
      const type = response.headers.get("content-type") ?? "";
      const { ok } = (await response.json()) as { ok: boolean };
      if (!type.startsWith("application/json")) return type;
      return response.status === 200 && !ok
        ? "JSON, and not genuine"
        : `${response.status}, ok ${ok}`;
    },
  }),
  attack({
    tried: "Markup in addresses and queries of pages",
    shapes: payloads.flatMap((text) => {
      const value = encodeURIComponent(text);
      return [
        ...[`/verify?id=${value}`, `/sign-in?returnTo=/${value}`, `/sign-in?error=${value}`],
        ...[
          `/o/markup-house/findings?q=${value}`,
          `/o/markup-house/audit?after=${value}`,
          `/${value}`,
        ],
        ...[
          `/docs/rules/${value}`,
          `/o/${value}`,
          `/invite/${value}`,
          `/api/auth/error?error=${value}`,
        ],
      ];
    }),
    mayCome: ["text"],
    send: look,
  }),
  attack({
    tried: "NUL, half characters and broken encodings in queries, ids and searches",
    shapes: ["%00", "a%00b", "%ED%A0%80", "%F0%9F", "%C0%80", "\u0000", "%EF%BF%BE"].flatMap(
      (text) => [
        `/o/markup-house/findings?q=a${text}b`,
        `/o/markup-house/findings?severity=${text}&after=${text}`,
        `/o/markup-house/runs/${text}`,
        `/o/${text}`,
        `/invite/${text}`,
        `/verify?id=${text}`,
        `/api/v1/findings?search=${text}`,
        `/api/v1/findings/${text}`,
      ],
    ),
    mayCome: ["refused or not found", "answered as ever"],
    async send(path) {
      const headers = { cookie: cookieHeader(owner, w.url), authorization: `Bearer ${token}` };
      const response = await fetch(w.url + path, { headers, redirect: "manual" });
      const text = await response.text();
      if (response.status >= 500 || /Something failed|Request [0-9a-f]{8}-/.test(text))
        return `${response.status}, failed`;
      return response.status >= 400 ? "refused or not found" : "answered as ever";
    },
  }),
  attack({
    tried:
      "Names with characters that cannot be seen or that turn the line around: organization, person, token",
    shapes: [
      "\u202e",
      "\u2066",
      "\u200b",
      "\ufeff",
      "\u00ad",
      "\u2028",
      "\u0000",
      "\u001b",
      "\u{e0041}",
      "\u3164",
    ].flatMap((character) =>
      ["renameOrganizationAction", "renamePersonAction", "createTokenAction"].map((name) => ({
        name,
        character,
      })),
    ),
    mayCome: ["not accepted"],
    async send({ name, character }) {
      const fields = { name: `Acme ${character}Evil`, scopes: "read", days: "30" };
      const args = [estate.team.slug, {}, formOf(fields)];
      const path = `/o/${estate.team.slug}/settings`;
      const answer = await callAction(w.url, owner, { name, path, args });
      const refused = answer.fields.includes("name") || /NUL/.test(answer.error ?? "");
      return refused ? "not accepted" : answer.text.slice(0, 120);
    },
  }),
  attack({
    tried: "The public page of the fix itself (no attack: it is there, with the names as text)",
    shapes: ["the page"],
    mayCome: ["there, as text"],
    async send() {
      const text = await (await fetch(`${w.url}/verify/${estate.fix.id}`)).text();
      return text.includes("&lt;img src=x onerror=alert(1)&gt;") ? "there, as text" : "NOT THERE";
    },
  }),
]);
