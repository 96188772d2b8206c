import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import { type AttackWorld, type Estate, openAttackWorld } from "../../support/attack-world.ts";
import type { HttpBrowser } from "../../support/http-browser.ts";
import { callAction, cookieHeader, formOf, serverActions } from "../../support/server-actions.ts";
import { whoIs } from "../../support/sign-in-world.ts";

let w: AttackWorld;
let estate: Estate;
let owner: HttpBrowser;

beforeAll(async () => {
  w = await openAttackWorld();
  estate = await w.estate("Cross Site");
  owner = await w.signIn("owner@crosssite.test");
}, 600_000);

afterAll(() => w?.close());

const foreign: readonly Readonly<Record<string, string>>[] = [
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "http://localhost" },
  { origin: "https://localhost:{port}" },
  { origin: "http://localhost:{port}.evil.example" },
  { origin: "http://localhost:{port}@evil.example" },
  { origin: "http://LOCALHOST:{port}" },
  { origin: "http://127.0.0.1:{port}" },
  { origin: "http://localhost:{port}/" },
  { origin: "http://localhost:{port}, https://evil.example" },
  { origin: "file://" },
  { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
  { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
  { origin: "https://evil.example", "x-http-method-override": "GET" },
];
const bySite = ["cross-site", "Cross-Site", "same-site", "nonsense"].flatMap((site) => [
  { "sec-fetch-site": site },
  { "sec-fetch-site": site, origin: "" },
]);

function withPort(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers);
  return Object.fromEntries(entries.map(([n, v]) => [n, v.replaceAll("{port}", `${w.port}`)]));
}

/** Sends with the owner's cookies, and with nothing that the browser would add of itself. */
async function post(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: BodyInit = "",
  method = "POST",
): Promise<Response> {
  return await fetch(w.url + path, {
    method,
    redirect: "manual",
    headers: { cookie: cookieHeader(owner, w.url), ...withPort(headers) },
    body,
  });
}

async function nameOfOwner(): Promise<string | null> {
  return (await w.s.identity.findPerson(estate.team.people.owner))?.name ?? null;
}

async function isSignedIn(): Promise<boolean> {
  return (await whoIs(owner, w.url)) !== null;
}

const paths = [
  "/sign-in",
  "/welcome",
  "/invite/x",
  "/o/cross-site/settings",
  "/nowhere",
  "/verify",
];
const simpleTypes = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
];

attackFamily(import.meta.url, "Cross-site requests and frames", [
  attack({
    tried: "Every server action, called from another site with the owner's cookies",
    shapes: async () =>
      (await serverActions()).flatMap(({ name }) =>
        [...foreign, ...bySite].map((headers) => ({ name, headers })),
      ),
    all: "every action × 22 origins",
    mayCome: ["403"],
    async send({ name, headers }) {
      const path = `/o/${estate.team.slug}/settings`;
      const args = [estate.team.slug, {}, formOf({ name: "Taken Over", person: "Taken Over" })];
      const call = { name, path, args, headers: withPort(headers) };
      return String((await callAction(w.url, owner, call)).status);
    },
  }),
  attack({
    tried: "Pages, posted to by a form of another site in each type that needs no leave",
    shapes: paths.flatMap((path) => simpleTypes.map((type) => ({ path, type }))),
    mayCome: ["403"],
    async send({ path, type }) {
      const headers = { origin: "https://evil.example", "content-type": type };
      return String((await post(path, headers, "a=b")).status);
    },
  }),
  attack({
    tried:
      "Sign-in, sign-out and session routes of next-auth, posted to with and without an Origin",
    shapes: [
      "signin/email",
      "signin/github",
      "signout",
      "callback/email",
      "session",
      "csrf",
      "_log",
    ].flatMap((path) =>
      [`http://localhost:{port}`, "https://evil.example"].map((origin) => ({ path, origin })),
    ),
    mayCome: ["403, still signed in", "405, still signed in"],
    async send({ path, origin }) {
      const { status } = await post(`/api/auth/${path}`, { origin }, "csrfToken=x");
      return `${status}, ${(await isSignedIn()) ? "still signed in" : "SIGNED OUT"}`;
    },
  }),
  attack({
    tried: "Sign-out, sign-in and callbacks asked for with GET, as a picture of another site would",
    shapes: [
      "signout",
      "signout?csrfToken=x",
      "signin/email?email=a@b.test",
      "callback/email",
      "error",
    ],
    mayCome: ["still signed in"],
    async send(path) {
      await owner.request(`${w.url}/api/auth/${path}`);
      return (await isSignedIn()) ? "still signed in" : "SIGNED OUT";
    },
  }),
  attack({
    tried: "The API, asked with a person's cookies and no token",
    shapes: ["GET /findings", "GET /fixes", "GET /members", "POST /runs", "DELETE /repositories/x"],
    mayCome: ["401"],
    async send(line) {
      const [method = "", path = ""] = line.split(" ");
      const headers = {
        cookie: cookieHeader(owner, w.url),
        "content-type": "application/json",
        origin: "https://evil.example",
      };
      const init = { method, headers, ...(method === "POST" && { body: "{}" }) };
      return String((await fetch(`${w.url}/api/v1${path}`, init)).status);
    },
  }),
  attack({
    tried: "Leave to read or to send with credentials (CORS preflight) from another site",
    shapes: [
      "/",
      "/sign-in",
      "/o/cross-site",
      "/api/auth/session",
      "/api/v1/findings",
      "/api/v1/verify",
    ],
    mayCome: ["no leave", "leave for everyone, without credentials"],
    async send(path) {
      const response = await fetch(w.url + path, {
        method: "OPTIONS",
        redirect: "manual",
        headers: {
          origin: "https://evil.example",
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization, next-action",
        },
      });
      const { headers } = response;
      const open = headers.get("access-control-allow-origin") === "*";
      if (open && !headers.has("access-control-allow-credentials")) {
        return "leave for everyone, without credentials";
      }
      const leave = [...headers.keys()].filter((name) => name.startsWith("access-control-allow"));
      return leave.length === 0 ? "no leave" : leave.join(", ");
    },
  }),
  attack({
    tried: "Pages, files and refusals, put into a frame",
    shapes: [...paths, "/", "/docs/api", "/logo.svg", "/api/health", "/api/v1/findings", "/%ff"],
    mayCome: ["frames refused, twice over"],
    async send(path) {
      const { headers } = await owner0(path);
      const policy = headers.get("content-security-policy") ?? "";
      const both =
        policy.includes("frame-ancestors 'none'") && headers.get("x-frame-options") === "DENY";
      return both ? "frames refused, twice over" : "may be framed";
    },
  }),
  attack({
    tried: "An action of the owner's own page (no attack: it does what it says)",
    shapes: ["Olga Owner"],
    mayCome: ["done"],
    async send(name) {
      const before = await nameOfOwner();
      const path = `/o/${estate.team.slug}/settings`;
      const args = [estate.team.slug, {}, formOf({ name })];
      const { error } = await callAction(w.url, owner, { name: "renamePersonAction", path, args });
      const done = before !== name && (await nameOfOwner()) === name;
      return done ? "done" : `not done: ${error}`;
    },
  }),
]);

function owner0(path: string): Promise<Response> {
  return fetch(w.url + path, {
    redirect: "manual",
    headers: { cookie: cookieHeader(owner, w.url) },
  });
}
