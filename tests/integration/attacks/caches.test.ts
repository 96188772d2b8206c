import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import { type AttackWorld, type Estate, openAttackWorld } from "../../support/attack-world.ts";
import type { HttpBrowser } from "../../support/http-browser.ts";
import { cookieHeader } from "../../support/server-actions.ts";

let w: AttackWorld;
let estate: Estate;
let owner: HttpBrowser;

beforeAll(async () => {
  w = await openAttackWorld();
  estate = await w.estate("Cache House");
  owner = await w.signIn("owner@cachehouse.test");
}, 600_000);

afterAll(() => w?.close());

/** Headers that no cache looks at, and that steer a server, a router or a middleware of Next. */
const unkeyed: readonly (readonly [string, string])[] = [
  ["x-middleware-subrequest", "middleware"],
  ["x-middleware-subrequest", Array(6).fill("middleware").join(":")],
  ["x-middleware-subrequest", Array(6).fill("src/middleware").join(":")],
  ["x-middleware-subrequest-id", "0".repeat(16)],
  ["x-middleware-prefetch", "1"],
  ["x-middleware-rewrite", "/docs/api"],
  ["x-middleware-next", "1"],
  ["x-middleware-skip", "1"],
  ["x-middleware-invoke", "1"],
  ["x-middleware-override-headers", "cookie"],
  ["x-middleware-request-cookie", "a=b"],
  ["x-middleware-set-cookie", "a=poison"],
  ["x-nextjs-data", "1"],
  ["x-nextjs-prerender", "1"],
  ["x-nextjs-cache", "HIT"],
  ["x-invoke-path", "/docs/api"],
  ["x-invoke-status", "500"],
  ["x-invoke-error", "{}"],
  ["x-invoke-output", "/docs/api"],
  ["x-matched-path", "/docs/api"],
  ["x-now-route-matches", "1=poison"],
  ["x-vercel-id", "poison"],
  ["x-prerender-revalidate", "poison"],
  ["x-next-resume-state-length", "4"],
  ["next-resume", "1"],
  ["next-url", "/poison"],
  ["next-action", "0".repeat(42)],
  ["next-router-state-tree", "%5B%22poison%22%5D"],
  ["next-router-prefetch", "1"],
  ["x-original-url", "/docs/api"],
  ["x-rewrite-url", "/docs/api"],
  ["x-http-method-override", "POST"],
  ["x-forwarded-host", "poison.example"],
  ["x-forwarded-scheme", "http"],
  ["x-nonce", "poison"],
  ["content-security-policy", "script-src * 'unsafe-inline'"],
  ["x-etna-remote-address", "203.0.113.7"],
  ["accept", "text/x-component"],
  ["range", "bytes=0-3"],
  ["if-none-match", "*"],
  ["if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"],
  ["accept-language", "poison"],
  ["user-agent", "poison<script>"],
];

/** The page without what is new each time. */
async function page(
  path: string,
  headers: Record<string, string> = {},
  cookie = "",
): Promise<string> {
  const sent = { ...headers, ...(cookie && { cookie }) };
  const response = await fetch(w.url + path, { redirect: "manual", headers: sent });
  const text = await response.text();
  const nonce = /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
  const plain = nonce ? text.replaceAll(nonce, "N") : text;
  const ids = plain.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|"[\w-]{21}"/g, "I");
  const location = response.headers.get("location") ?? "";
  return `${response.status} ${response.headers.get("content-type")} ${location} ${ids}`;
}

/** Whoever keeps an answer must know from it that it may not, or that it is everyone's. */
async function keeping(path: string): Promise<string> {
  const response = await fetch(w.url + path, {
    redirect: "manual",
    headers: { cookie: cookieHeader(owner, w.url) },
  });
  await response.body?.cancel();
  const control = response.headers.get("cache-control") ?? "";
  return /\bno-store\b/.test(control) ? "no-store" : `${response.status} may be kept: "${control}"`;
}

const personal = [
  ...["", "/findings", "/fixes", "/runs", "/repositories", "/audit", "/keys", "/keys/keys.json"],
  ...[
    "/settings",
    "/settings/members",
    "/settings/tokens",
    "/settings/account",
    "/settings/sessions",
  ],
  ...["/nowhere", "/events"],
].map((path) => `/o/cache-house${path}`);

attackFamily(import.meta.url, "Cache poisoning, and what caches may keep", [
  attack({
    tried: "Headers that no cache looks at, on pages that a cache may stand before",
    shapes: ["/", "/sign-in", "/docs/rules/py/yaml-load", "/verify/trusted_root.json"].flatMap(
      (path) => unkeyed.map((header) => ({ path, header })),
    ),
    mayCome: ["the same answer", "another answer, that is not kept"],
    async send({ path, header: [name, value] }) {
      const [plain, poisoned] = [await page(path), await page(path, { [name]: value })];
      if (/poison/.test(poisoned)) return "THE POISON CAME BACK";
      if (plain === poisoned) return "the same answer";
      const response = await fetch(w.url + path, {
        headers: { [name]: value },
        redirect: "manual",
      });
      const kept = !/no-store/.test(response.headers.get("cache-control") ?? "");
      return kept && response.status !== 206
        ? `ANOTHER: ${poisoned.slice(0, 200)}`
        : "another answer, that is not kept";
    },
  }),
  attack({
    tried: "The middleware told that it has run already (CVE-2025-29927), on pages that it guards",
    shapes: unkeyed.filter(
      ([name]) => name.startsWith("x-middleware") || name.startsWith("x-invoke"),
    ),
    mayCome: ["guarded as before"],
    async send([name, value]) {
      const get = await fetch(`${w.url}/o/cache-house`, {
        redirect: "manual",
        headers: { [name]: value },
      });
      const post = await fetch(`${w.url}/sign-in`, {
        method: "POST",
        headers: { [name]: value, origin: "https://evil.example" },
        body: "x",
      });
      const policy = get.headers.get("content-security-policy") ?? "";
      const guarded = get.status === 307 && policy.includes("nonce-") && post.status === 403;
      return guarded ? "guarded as before" : `GET ${get.status}, POST ${post.status}`;
    },
  }),
  attack({
    tried: "Every kind of personal page and file: may a cache keep it",
    shapes: [
      ...personal,
      "/welcome",
      "/sign-in",
      "/api/auth/session",
      "/api/auth/csrf",
      "/invite/x",
    ],
    mayCome: ["no-store"],
    send: keeping,
  }),
  attack({
    tried: "Things of a member, refusals and redirects: may a cache keep them",
    shapes: () => {
      const { findingId, fix, runId, repository } = estate;
      const of = `/o/${estate.team.slug}`;
      return [
        `${of}/findings/${findingId}`,
        `${of}/fixes/${fix.id}`,
        `${of}/fixes/${fix.id}/events`,
        `${of}/runs/${runId}`,
        `${of}/repositories/${repository.id}`,
        ...["/api/v1/findings", "/api/v1/nothing", "/api/auth/signin", "/api/health", "/sign-in/"],
        ...["//evil.example", "/%ff", "/nowhere", "/verify/fx_0/fix.patch", "/o/nobody"],
      ];
    },
    all: "15",
    mayCome: ["no-store"],
    send: keeping,
  }),
  attack({
    tried: "Personal pages with an ending that caches take for a file (web cache deception)",
    shapes: [
      ".css",
      "/x.css",
      "/x.js",
      ";x.css",
      "%2fx.css",
      "/..%2fx.png",
      "%3fx.css",
      "%00.css",
    ].flatMap((ending) =>
      ["/o/cache-house", "/o/cache-house/settings/tokens"].map((path) => path + ending),
    ),
    mayCome: ["no-store"],
    send: keeping,
  }),
  attack({
    tried: "Personal pages as the router asks for them in parts (RSC), with any state tree",
    shapes: [
      { rsc: "1" },
      { rsc: "1", "next-router-prefetch": "1" },
      { rsc: "1", "next-router-state-tree": "%5B%22%22%5D" },
      { rsc: "1", "next-router-state-tree": "[" },
      { rsc: "1", "next-router-segment-prefetch": "/_tree" },
      { rsc: "1", "next-url": "/docs/api" },
    ],
    mayCome: ["no-store"],
    async send(headers) {
      const cookie = cookieHeader(owner, w.url);
      const response = await fetch(`${w.url}/o/cache-house`, { headers: { ...headers, cookie } });
      const control = response.headers.get("cache-control") ?? "";
      return /no-store/.test(control) ? "no-store" : `${response.status} ${control}`;
    },
  }),
  attack({
    tried: "A session's cookie set by an answer that may be kept",
    shapes: [
      "/api/auth/session",
      "/api/auth/csrf",
      "/api/auth/signin",
      "/sign-in",
      "/o/cache-house",
    ],
    mayCome: ["none set, or not to be kept"],
    async send(path) {
      const headers = { cookie: cookieHeader(owner, w.url) };
      const response = await fetch(w.url + path, { redirect: "manual", headers });
      const kept = !/no-store/.test(response.headers.get("cache-control") ?? "");
      const sets = response.headers.getSetCookie().length > 0;
      return sets && kept ? "SET AND KEPT" : "none set, or not to be kept";
    },
  }),
  attack({
    tried:
      "Files of the build (no attack: their names change with them, so they are kept for ever)",
    shapes: ["the first script"],
    mayCome: ["immutable"],
    async send() {
      const chunks = join(process.cwd(), ".next/static/chunks");
      const name = (await readdir(chunks)).find((file) => file.endsWith(".js"));
      const { headers } = await fetch(`${w.url}/_next/static/chunks/${name}`);
      return /immutable/.test(headers.get("cache-control") ?? "") ? "immutable" : "not kept";
    },
  }),
]);
