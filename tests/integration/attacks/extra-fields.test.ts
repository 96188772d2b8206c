import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import { type AttackWorld, type Estate, openAttackWorld } from "../../support/attack-world.ts";
import type { HttpBrowser } from "../../support/http-browser.ts";
import { callAction, formOf, serverActions } from "../../support/server-actions.ts";

let w: AttackWorld;
let estate: Estate;
let other: Estate;
let developer: HttpBrowser;
let owner: HttpBrowser;
let token: string;

beforeAll(async () => {
  w = await openAttackWorld();
  estate = await w.estate("Field House");
  other = await w.estate("Foreign House");
  developer = await w.signIn("developer@fieldhouse.test");
  owner = await w.signIn("owner@fieldhouse.test");
  const { team } = estate;
  const scopes: ("read" | "run" | "triage")[] = ["read", "run", "triage"];
  const request = { name: "Fields", scopes, days: 30 as const };
  const made = await w.s.apiTokens.createToken(team.as("developer"), team.organizationId, request);
  token = made.token;
}, 600_000);

afterAll(() => w?.close());

/** Columns and names that a careless copy of a body into a row or an object would take over. */
const extra: Readonly<Record<string, string>> = {
  id: "us_00000000000000000000",
  userId: "us_00000000000000000000",
  organizationId: "og_00000000000000000000",
  organization_id: "og_00000000000000000000",
  role: "owner",
  "member.role": "owner",
  "data[role]": "owner",
  isAdmin: "true",
  email: "taken@example.test",
  emailVerified: "true",
  slug: "taken-over",
  namesOnPublicPages: "true",
  state: "approved",
  approvedAt: "2020-01-01",
  signedAt: "2020-01-01",
  createdAt: "2020-01-01",
  expiresAt: "2999-01-01",
  tokenHash: "0",
  createdById: "us_00000000000000000000",
  invitedById: "us_00000000000000000000",
  __proto__x: "1",
  "__proto__[role]": "owner",
  "__proto__.role": "owner",
  "constructor.prototype.role": "owner",
  "constructor[prototype][isAdmin]": "true",
  prototype: "{}",
  toString: "1",
  valueOf: "1",
  $ACTION_REF_1: "",
  $ACTION_ID_0: "",
  "1_role": "owner",
  _1_role: "owner",
};

/** Who may do what, and whose everything is. */
async function powers(): Promise<string> {
  const [row] = await w.world.database.query(
    `SELECT (SELECT string_agg(user_id || role || organization_id, ',' ORDER BY id) FROM members) AS members,
            (SELECT string_agg(email || coalesce(two.id, ''), ',' ORDER BY email) FROM users two) AS people,
            (SELECT string_agg(id || slug || names_on_public_pages, ',' ORDER BY id) FROM organizations) AS houses,
            (SELECT string_agg(id || organization_id || state, ',' ORDER BY id) FROM fixes) AS fixes,
            (SELECT count(*) FROM approvals) AS approvals`,
  );
  return JSON.stringify(row);
}

const forms: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  renamePersonAction: () => ({ name: "Dora Developer" }),
  triageAction: () => ({
    findingId: estate.findingId,
    decision: "ignore",
    reason: "Known already.",
  }),
  createTokenAction: () => ({ name: "Fields too", scopes: "read", days: "30" }),
  cancelAction: () => ({ runId: estate.runId }),
  endSessionAction: () => ({ sessionId: "se_00000000000000000000" }),
  revokeTokenAction: () => ({ tokenId: "tk_00000000000000000000" }),
};

const bodies: Readonly<Record<string, () => { readonly path: string; readonly body: object }>> = {
  triage: () => ({
    path: `/findings/${estate.findingId}/triage`,
    body: { decision: "ignore", reason: "Known." },
  }),
  scan: () => ({ path: "/runs", body: { kind: "scan", repositoryId: estate.repository.id } }),
  fix: () => ({ path: "/runs", body: { kind: "fix", findingId: estate.findingId } }),
  cancel: () => ({ path: `/runs/${estate.runId}/cancel`, body: {} }),
};

async function api(path: string, body: string): Promise<Response> {
  return await fetch(`${w.url}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body,
  });
}

const polluted = [
  '{"__proto__":{"role":"owner"}}',
  '{"__proto__":null}',
  '{"constructor":{"prototype":{"role":"owner"}}}',
  '{"a":{"__proto__":{"isAdmin":true}}}',
  '{"\\u005f\\u005fproto\\u005f\\u005f":{"role":"owner"}}',
  '{"prototype":{"x":1}}',
  '{"decision":"ignore","decision":"open"}',
  '[{"__proto__":{"x":1}}]',
];

attackFamily(
  import.meta.url,
  "Fields that nobody asked for (mass assignment, prototype pollution)",
  [
    attack({
      tried: "Every form a developer has, with 32 further fields each",
      shapes: Object.keys(forms),
      mayCome: ["nobody's power changed"],
      async send(name) {
        const before = await powers();
        const { slug } = estate.team;
        // The form's own fields come last as well, so that a first or a last value would both be seen.
        const form = formOf({ ...extra, ...forms[name]?.() });
        await callAction(w.url, developer, {
          name,
          path: `/o/${slug}/settings`,
          args: [slug, {}, form],
        });
        return (await powers()) === before ? "nobody's power changed" : "CHANGED";
      },
    }),
    attack({
      tried: "An invitation and a role, given twice or as what is not offered",
      shapes: [
        ...[
          "owner",
          "OWNER",
          " owner",
          "admin,owner",
          "superuser",
          "",
          "__proto__",
          "toString",
          "null",
        ],
        ...['["owner"]', '{"role":"owner"}', "viewer\u0000owner"],
      ],
      mayCome: ["not accepted"],
      async send(role) {
        const { slug } = estate.team;
        const args = [slug, {}, formOf({ email: "x@example.test", role })];
        const path = `/o/${slug}/settings/members`;
        const answer = await callAction(w.url, owner, { name: "inviteAction", path, args });
        return answer.fields.includes("role") || answer.error
          ? "not accepted"
          : answer.text.slice(0, 200);
      },
    }),
    attack({
      tried:
        "Arguments of an action that are no form: other types, deep ones, promises, references",
      shapes: [
        ...[null, 1, true, "text", [], {}, { get: "x" }, { valueOf: "x" }, { toString: null }].map(
          (form) => [form],
        ),
        [["a", { b: [{ c: "d" }] }]],
        [],
        [new Map([["name", "x"]])],
        [new Set(["x"])],
        [new Date(0)],
        [10n],
        [Number.NaN],
      ],
      mayCome: ["refused, nobody's power changed"],
      async send(form) {
        const before = await powers();
        const { slug } = estate.team;
        const path = `/o/${slug}/settings`;
        const call = { name: "renameOrganizationAction", path, args: [slug, {}, ...form] };
        const { status, error, fields, text } = await callAction(w.url, owner, call);
        if ((await powers()) !== before) return "CHANGED";
        return status >= 400 || error || fields.length > 0 || /"digest"/.test(text)
          ? "refused, nobody's power changed"
          : text;
      },
    }),
    attack({
      tried: "Action bodies that are written by hand: unknown ids, broken references, circles",
      shapes: [
        ...[
          "",
          "[]",
          "{",
          '["$1"]',
          '["$@0"]',
          '["$K1"]',
          '["$Q1"]',
          '["$F1"]',
          '["$h1"]',
          '["$0"]',
        ],
        ...[
          '["$1:__proto__:constructor"]',
          '["$1:constructor:constructor"]',
          '["$B1"]',
          '["$n1e9"]',
          '["$i0"]',
        ],
        ...[
          '{"then":"$1:__proto__:then","status":"resolved_model","value":"{}","_response":{}}',
          '"$-Infinity"',
        ],
      ],
      mayCome: ["refused, nobody's power changed"],
      async send(body) {
        const before = await powers();
        const actions = await serverActions();
        const id = actions.find(({ name }) => name === "renameOrganizationAction")?.id ?? "";
        const cookie = [...owner.cookies(w.url)].map(([n, v]) => `${n}=${v}`).join("; ");
        const form = new FormData();
        form.append("1", '"$1"');
        form.append("0", body);
        const answers = await Promise.all(
          [body, form].map(async (sent) => {
            const headers = {
              cookie,
              origin: w.url,
              "next-action": id,
              accept: "text/x-component",
            };
            const path = `${w.url}/o/field-house/settings`;
            const response = await fetch(path, { method: "POST", headers, body: sent });
            return `${response.status} ${await response.text()}`;
          }),
        );
        if ((await powers()) !== before) return "CHANGED";
        const healthy = (await fetch(`${w.url}/api/health`)).ok;
        const done = answers.find((answer) => answer.includes('"done":"Saved."'));
        return healthy && !done
          ? "refused, nobody's power changed"
          : (done ?? "THE SERVER IS DOWN");
      },
    }),
    attack({
      tried: "Bodies of the API with each further field, one at a time",
      shapes: Object.keys(bodies).flatMap((name) =>
        Object.keys(extra).map((field) => ({ name, field })),
      ),
      mayCome: ["nobody's power changed"],
      async send({ name, field }) {
        const before = await powers();
        const made = bodies[name]?.();
        await api(made?.path ?? "", JSON.stringify({ ...made?.body, [field]: extra[field] }));
        return (await powers()) === before ? "nobody's power changed" : "CHANGED";
      },
    }),
    attack({
      tried:
        "Bodies and queries of the API with the other organization's ids beside the right ones",
      shapes: [
        { path: "/runs", add: { organizationId: "theirs" } },
        { path: "/runs", add: { organization: { id: "theirs" } } },
        { path: "/findings?organizationId=theirs", add: null },
        { path: "/fixes?organization_id=theirs", add: null },
        { path: "/members?organization=theirs", add: null },
      ],
      mayCome: ["400"],
      async send({ path, add }) {
        const theirs = other.team.organizationId;
        const to = path.replace("theirs", theirs);
        if (add !== null) {
          const body = JSON.stringify({ kind: "scan", repositoryId: estate.repository.id, ...add });
          return String((await api(to, body.replaceAll("theirs", theirs))).status);
        }
        const headers = { authorization: `Bearer ${token}` };
        return String((await fetch(`${w.url}/api/v1${to}`, { headers })).status);
      },
    }),
    attack({
      tried: "Names that reach every object's prototype, in JSON, escaped, nested, given twice",
      shapes: polluted.flatMap((body) => ["/runs", "/verify"].map((path) => ({ path, body }))),
      mayCome: ["400"],
      send: async ({ path, body }) => String((await api(path, body)).status),
    }),
    attack({
      tried: "The same names in a query, and names given twice",
      shapes: [
        ...["__proto__[state]=all", "constructor=x", "state=open&state=all", "state[]=open"],
        ...["limit=1&limit=2", "limit=1e9", "limit=-1", "limit=NaN", "limit[]=1", "after[$gt]="],
      ],
      mayCome: ["400"],
      async send(query) {
        const headers = { authorization: `Bearer ${token}` };
        return String((await fetch(`${w.url}/api/v1/findings?${query}`, { headers })).status);
      },
    }),
  ],
);
