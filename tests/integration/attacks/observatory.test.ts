import { readdir } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import { type AttackWorld, type Estate, openAttackWorld } from "../../support/attack-world.ts";
import type { HttpBrowser } from "../../support/http-browser.ts";
import { type Captured, directivesOf, observe } from "../../support/observatory.ts";
import { cookieHeader } from "../../support/server-actions.ts";

let w: AttackWorld;
let estate: Estate;
let member: HttpBrowser;
const site = "https://etna.example";

beforeAll(async () => {
  w = await openAttackWorld();
  estate = await w.estate("Seen House");
  member = await w.signIn("owner@seenhouse.test");
  await w.serveAs(site);
}, 600_000);

afterAll(() => w?.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** As a proxy in front would ask that ends TLS: it says what the visitor used. */
function ask(
  path: string,
  extra: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<Answer> {
  const headers = { host: "etna.example", "x-forwarded-proto": "https", ...extra };
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { port: w.port, host: "127.0.0.1", path, method, headers },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          const pairs = Object.entries(response.headersDistinct).flatMap(([name, values = []]) =>
            values.map((value): [string, string] => [name, value]),
          );
          const text = Buffer.concat(parts).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: new Headers(pairs), text });
        });
      },
    );
    sent.on("error", reject);
    sent.end(method === "POST" ? "a=b" : undefined);
  });
}

async function capture(
  path: string,
  cookie: string,
  method: string,
): Promise<Captured & { status: number }> {
  const extra = cookie === "" ? {} : { cookie };
  const { status, headers, text } = await ask(path, extra, method);
  // As the Observatory does: what the site's own address answers over plain http.
  const plain = await ask("/", { "x-forwarded-proto": "http" });
  const cors = await ask(path, { ...extra, origin: "https://evil.example" });
  const location = plain.headers.get("location");
  return {
    url: site + (path.startsWith("//") ? path.slice(1) : path),
    status,
    headers,
    setCookies: headers.getSetCookie(),
    text,
    redirects: location === null ? [] : [location],
    cors: cors.headers,
  };
}

interface Seen {
  readonly name: string;
  readonly path: string;
  readonly signedIn?: boolean;
  readonly method?: string;
}

async function shapes(): Promise<readonly Seen[]> {
  const chunks = await readdir(join(process.cwd(), ".next/static/chunks"));
  const script = chunks.find((file) => file.endsWith(".js"));
  const house = `/o/${estate.team.slug}`;
  return [
    { name: "first page", path: "/" },
    { name: "sign-in", path: "/sign-in" },
    { name: "session with its cookie", path: "/api/auth/session", signedIn: true },
    { name: "csrf with its cookie", path: "/api/auth/csrf" },
    { name: "member's page", path: house, signedIn: true },
    { name: "member's settings", path: `${house}/settings/tokens`, signedIn: true },
    { name: "page that sends on", path: house },
    { name: "rule", path: "/docs/rules/py/yaml-load" },
    { name: "verification", path: "/verify" },
    { name: "no such page", path: "/nowhere" },
    { name: "no such fix", path: "/verify/fx_0" },
    { name: "picture", path: "/logo.svg" },
    { name: "script", path: `/_next/static/chunks/${script}` },
    { name: "no such file", path: "/_next/static/chunks/none.js" },
    { name: "API", path: "/api/v1/openapi.json" },
    { name: "API refused", path: "/api/v1/findings" },
    { name: "API unknown", path: "/api/v1/nothing" },
    { name: "open data", path: "/verify/trusted_root.json" },
    { name: "health", path: "/api/health" },
    { name: "tidied path", path: "/sign-in/" },
    { name: "doubled slash", path: "//verify" },
    { name: "bad path", path: "/%ff" },
    { name: "method not known", path: "/", method: "TRACE" },
    { name: "change of another site", path: "/sign-in", method: "POST" },
  ];
}

attackFamily(import.meta.url, "MDN HTTP Observatory, its rules applied to what is really sent", [
  attack({
    tried:
      "Answers of every kind in a configuration for https, behind a proxy that ends TLS (rules of mdn-http-observatory 1.5.0, 2025-10-23; preloading, which only a public name can have, counts nothing)",
    shapes,
    all: "24 kinds of answer: pages, files, API, redirects, refusals, errors, sign-in with cookies",
    mayCome: ["A+ (125)", "A+ (130)", "A+ (135)"],
    async send({ path, signedIn = false, method = "GET" }) {
      const cookie = signedIn ? cookieHeader(member, w.url) : "";
      const { grade, score, judged } = observe(await capture(path, cookie, method));
      const faults = judged.filter(({ modifier }) => modifier < 0);
      const why = faults.map(({ test, result }) => ` ${test}: ${result}`).join(",");
      return `${grade} (${score})${why}`;
    },
  }),
  attack({
    tried:
      "What the Observatory gives no points for: directives that browsers know and that are lacking or wide",
    shapes: ["/", "/sign-in", "/nowhere", "/api/v1/findings", "/logo.svg", "/%ff"],
    mayCome: ["whole"],
    async send(path) {
      const { headers } = await ask(path);
      const policy = directivesOf(headers.get("content-security-policy") ?? "");
      const must = ["default-src", "base-uri", "form-action", "frame-ancestors"];
      const lacking = must.filter((name) => !policy.has(name));
      const wide = [...policy].filter(([, sources]) =>
        sources.some((s) => /^(?:\*|https?:|wss?:)$/.test(s)),
      );
      const others = ["permissions-policy", "cross-origin-opener-policy"].filter(
        (h) => !headers.has(h),
      );
      const all = [...lacking, ...wide.map(([name]) => name), ...others];
      return all.length === 0 ? "whole" : all.join(", ");
    },
  }),
  attack({
    tried: "The same rules on answers that are worse (no attack: each fault is seen)",
    shapes: [
      { header: "content-security-policy", value: null },
      { header: "content-security-policy", value: "default-src * 'unsafe-inline'" },
      { header: "content-security-policy", value: "default-src http:" },
      { header: "strict-transport-security", value: null },
      { header: "strict-transport-security", value: "max-age=60" },
      { header: "x-content-type-options", value: null },
      { header: "referrer-policy", value: "unsafe-url" },
    ],
    mayCome: ["marked down"],
    async send({ header, value }) {
      const good = await capture("/", "", "GET");
      const headers = new Headers(good.headers);
      if (value === null) headers.delete(header);
      else headers.set(header, value);
      const [before, after] = [observe(good), observe({ ...good, headers })];
      return after.score < before.score ? "marked down" : `${after.grade} ${after.score}`;
    },
  }),
]);
