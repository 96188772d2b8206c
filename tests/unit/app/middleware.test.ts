import { beforeAll, describe, expect, it } from "vitest";

type Middleware = typeof import("#app/_server/middleware.ts")["middleware"];
let middleware: Middleware;

beforeAll(async () => {
  process.env.ETNA_PUBLIC_URL = "https://etna.example";
  process.env.ETNA_TRUSTED_PROXIES = "10.0.0.0/24";
  ({ middleware } = await import("#app/_server/middleware.ts"));
});

async function ask(method: string, target: string, headers: Record<string, string> = {}) {
  const passage = await middleware({ method, target, headers: new Headers(headers) });
  return { status: passage.answer?.status ?? 200, headers: new Headers(passage.headers), passage };
}

const get = (target: string, headers: Record<string, string>) => ask("GET", target, headers);

describe("behind a proxy", () => {
  it("plain http is sent to https at our own address, whatever the Host says", async () => {
    const headers = { "x-forwarded-proto": "http", host: "evil.example" };
    const answer = await get("/verify?id=1", headers);
    expect(answer.status).toBe(308);
    expect(answer.headers.get("location")).toBe("https://etna.example/verify?id=1");
    expect(answer.headers.get("strict-transport-security")).toContain("max-age=63072000");
    expect(answer.headers.get("content-security-policy")).toContain("upgrade-insecure-requests");
  });

  it("https passes", async () => {
    const answer = await get("/", { "x-forwarded-proto": "https" });
    expect(answer.headers.get("location")).toBeNull();
  });
});

describe("whom the limits count", () => {
  async function statusesOf(count: number, headersOf: (i: number) => Record<string, string>) {
    const statuses = new Set<number>();
    for (let i = 0; i < count; i++) {
      statuses.add((await get("/verify/x/y", headersOf(i))).status);
    }
    return statuses;
  }

  it("is the connection, whatever it writes into X-Forwarded-For", async () => {
    const statuses = await statusesOf(130, (i) => ({
      "x-etna-remote-address": "198.51.100.7",
      "x-forwarded-for": `203.0.113.${i}`,
    }));
    expect(statuses).toContain(429);
  });

  it("is whoever stands behind a proxy of ours", async () => {
    const statuses = await statusesOf(130, (i) => ({
      "x-etna-remote-address": "10.0.0.5",
      "x-forwarded-for": `203.0.113.${i}`,
    }));
    expect(statuses).not.toContain(429);
  });
});

describe("a page of another origin", () => {
  const origin = "https://other.example";
  const preflight = (path: string, method: string) =>
    ask("OPTIONS", path, { origin, "access-control-request-method": method });

  it.each([
    ["/verify/trusted_root.json", "GET"],
    ["/verify/fx_1/fix.sigstore.json", "GET"],
    ["/verify/fx_1/badge.svg", "GET"],
    ["/api/v1/fixes/fx_1/verification", "GET"],
    ["/api/v1/verify", "POST"],
  ])("may ask %s with %s, without cookies", async (path, method) => {
    const answer = await preflight(path, method);
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-methods")).toBe(method);
    expect(answer.headers.get("access-control-allow-headers")).toBe("content-type");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    expect(answer.headers.get("content-security-policy")).toBeTruthy();
  });

  it.each([
    "/",
    "/verify",
    "/verify/fx_1",
    "/verify/a/b/c",
    "/sign-in",
    "/o/acme",
    "/o/acme/keys/keys.json",
    "/api/auth/session",
    "/api/health",
    "/api/v1/findings",
    "/api/v1/fixes/fx_1",
    "/api/v1/fixes/fx_1/approve",
    "/api/v1/verify/x",
    "/api/v1/openapi.json",
  ])("may ask nothing at %s", async (path) => {
    for (const method of ["GET", "POST", "DELETE"]) {
      const answer = await preflight(path, method);
      for (const name of answer.headers.keys()) expect(name).not.toMatch(/^access-control-/);
    }
  });

  it("may show a badge as a picture, and nothing else of ours", async () => {
    const named = "cross-origin-resource-policy";
    for (const path of ["/verify/fx_1/fix.patch", "/verify/fx_1", "/logo.svg", "/badge.svg"]) {
      expect((await ask("GET", path)).headers.get(named)).toBe("same-origin");
    }
    expect((await ask("GET", "/verify/fx_1/badge.svg")).headers.get(named)).toBe("cross-origin");
  });

  it("may read a refusal of what is open, and nothing of what is not", async () => {
    const post = (path: string) => ask("POST", path, { origin, "content-length": "x" });
    const open = await post("/api/v1/verify");
    expect([open.status, open.headers.get("access-control-allow-origin")]).toEqual([400, "*"]);
    const closed = await post("/api/v1/runs");
    expect(closed.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("a page", () => {
  it("gets a nonce of its own each time, which a client cannot choose", async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const { passage, headers } = await get("/", { "x-nonce": "mine" });
        const nonce = passage.requestHeaders["x-nonce"] ?? "";
        const policy = headers.get("content-security-policy");
        expect(policy).toContain(`'nonce-${nonce}'`);
        expect(passage.requestHeaders["content-security-policy"]).toBe(policy);
        return nonce;
      }),
    );
    expect(new Set([...nonces, "mine"]).size).toBe(3);
  });

  it("is counted as what it is, however its path is written", async () => {
    const plain = await get("/api/v1/findings", {});
    const written = await get("/api/%761/findings", {});
    expect(plain.headers.get("ratelimit-policy")).toBeTruthy();
    expect(written.headers.get("ratelimit-policy")).toBe(plain.headers.get("ratelimit-policy"));
  });

  it("sends nobody to another site by two slashes", async () => {
    const { headers } = await get("//evil.example/x", { "x-forwarded-proto": "http" });
    expect(headers.get("location")).toBe("https://etna.example/evil.example/x");
  });
});
