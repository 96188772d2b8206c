import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HttpBrowser } from "../support/http-browser.ts";
import { askForLink, openSignInWorld, type SignInWorld } from "../support/sign-in-world.ts";

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const promised = [
  "strict-transport-security",
  "content-security-policy",
  "x-content-type-options",
  "x-frame-options",
  "referrer-policy",
  "permissions-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
];

let w: SignInWorld;
const browser = new HttpBrowser();
let slug: string;

beforeAll(async () => {
  w = await openSignInWorld();
  await w.restart({ ETNA_LOG_LEVEL: "info" });
  await browser.open(await askForLink(w, browser, "ids@example.test"));
  const [user] = await w.world.database.query("SELECT id FROM users");
  slug = (await w.s.organizations.createOrganization(String(user?.id), "Id House")).slug;
}, 600_000);

afterAll(() => w?.close());

function get(path: string, headers: Record<string, string> = {}) {
  return fetch(w.url + path, { headers, redirect: "manual" });
}

/** The lines of the log that carry an id. */
function linesOf(id: string) {
  const lines = w
    .said()
    .split("\n")
    .filter((line) => line.includes(`"requestId":"${id}"`));
  return lines.map(
    (line) => JSON.parse(line) as { msg: string; code?: string; err?: Record<string, unknown> },
  );
}

/** Runs `work` while the application may not read a table: every page that needs it fails in SQL. */
async function withoutTable<T>(table: string, work: () => Promise<T>): Promise<T> {
  await w.world.database.query(`REVOKE SELECT ON ${table} FROM etna_app`);
  try {
    return await work();
  } finally {
    await w.world.database.query(`GRANT SELECT ON ${table} TO etna_app`);
  }
}

describe("every response", () => {
  const answers: readonly (readonly [what: string, path: string, status: number])[] = [
    ["a page", "/", 200],
    ["a page that is none", "/no/such/page", 404],
    ["a redirect of ours", "/o/nobody", 307],
    ["a redirect of Next's for two slashes", "/verify//x", 308],
    ["a redirect of Next's for many", "//evil.example//x", 308],
    ["a path with a backslash", "/verify\\x", 400],
    ["a redirect of Next's for a slash at the end", "/verify/", 308],
    ["a file", "/logo.svg", 200],
    ["a file that is none", "/_next/static/chunks/none.js", 404],
    ["an address that cannot be decoded", "/%E0%A4%A", 400],
    ["a success of the API", "/api/v1/openapi.json", 200],
    ["a refusal of the API", "/api/v1/findings", 401],
    ["a route of the sign-in", "/api/auth/session", 200],
    ["what another answers", "/api/health", 200],
  ];

  it.each(answers)("carries its own id and all that is promised: %s", async (_, path, status) => {
    const answer = await raw(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine\r\nConnection: close\r\n\r\n`,
    );
    expect(answer.status, answer.body.slice(0, 300)).toBe(status);
    expect(answer.headers.get("x-request-id")).toMatch(form);
    for (const name of promised) expect(answer.headers.get(name), name).toBeTruthy();
    expect(answer.headers.get("content-security-policy")).not.toContain(", ");
    expect(answer.headers.get("location") ?? "").not.toMatch(/^(\/\/|https?:\/\/(?!localhost))/);
  });

  it.each([
    ["is no HTTP", "NONSENSE\r\n\r\n", 400],
    ["has a header too long", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(40_000)}\r\n\r\n`, 431],
  ])("even to what %s", async (_, request, status) => {
    const answer = await raw(request);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("x-request-id")).toMatch(form);
    for (const name of promised) expect(answer.headers.get(name), name).toBeTruthy();
  });

  it("has an id that no other has, and that nobody outside can choose", async () => {
    const chosen = "11111111-1111-4111-8111-111111111111";
    const headers = { "x-request-id": chosen, "x-etna-request-id": chosen };
    const paths = ["/", "/", "/api/v1/findings", "/api/health", "/verify/"];
    const ids = await Promise.all(
      paths.map(async (path) => (await get(path, headers)).headers.get("x-request-id")),
    );
    expect(new Set([...ids, chosen]).size).toBe(paths.length + 1);
  });
});

describe("an error is in the log under the id that the visitor sees", () => {
  it("a refusal of the API", async () => {
    const answer = await get("/api/v1/findings", { authorization: "Bearer nonsense" });
    const problem = (await answer.json()) as { requestId: string };
    expect(answer.headers.get("x-request-id")).toBe(problem.requestId);
    expect(linesOf(problem.requestId)).toMatchObject([{ code: "unauthenticated", msg: "refused" }]);
  });

  it("a refusal before any route", async () => {
    const headers = { origin: "https://evil.example" };
    const answer = await fetch(`${w.url}/sign-in`, { method: "POST", headers, body: "x" });
    const problem = (await answer.json()) as { requestId: string };
    expect(answer.status).toBe(403);
    expect(answer.headers.get("x-request-id")).toBe(problem.requestId);
  });

  it("a fault within the API", async () => {
    const answer = await withoutTable("api_tokens", () =>
      get("/api/v1/findings", { authorization: `Bearer etna_${"a".repeat(43)}` }),
    );
    const problem = (await answer.json()) as { requestId: string; title: string };
    expect(answer.status).toBe(500);
    expect(problem.title).toBe("Something failed inside Etna. Nothing was lost.");
    expect(answer.headers.get("x-request-id")).toBe(problem.requestId);
    expect(linesOf(problem.requestId)).toMatchObject([{ msg: "a request failed" }]);
  });

  it("a page that could not be made", async () => {
    const visit = await withoutTable("findings", () =>
      browser.request(`${w.url}/o/${slug}/findings`),
    );
    expect(visit.text).not.toContain("permission denied");
    const digest = /"digest":"(\d+)"|\\"digest\\":\\"(\d+)\\"|data-dgst="(\d+)"/.exec(visit.text);
    const shown = digest?.slice(1).find(Boolean) ?? "";
    expect(shown).toMatch(/^\d+$/);
    const lines = linesOf(visit.requestId).filter(({ err }) => err?.digest === shown);
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(lines)).toContain("permission denied");
  });

  it("a form that failed", async () => {
    const page = await browser.open(`${w.url}/o/${slug}/settings`);
    const visit = await withoutTable("organizations", () =>
      browser.submit(page, "Name", { name: "Other House" }),
    );
    const lines = linesOf(visit.requestId);
    expect(lines.length).toBeGreaterThan(0);
    expect(visit.text).not.toContain("permission denied");
  });
});

/** As it is sent, because a client of the standard's kind would mend the address first. */
async function raw(request: string) {
  const { hostname, port } = new URL(w.url);
  const socket = connect({
    host: hostname === "localhost" ? "127.0.0.1" : hostname,
    port: Number(port),
  });
  socket.write(request);
  const answer = await text(socket);
  const [head = "", ...body] = answer.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = new Headers();
  for (const line of lines) {
    const [, name = "", value = ""] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    headers.append(name, value);
  }
  return { status: Number(first.split(" ")[1]), headers, body: body.join("\r\n\r\n") };
}
