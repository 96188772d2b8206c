import { NextRequest } from "next/server";
import { beforeAll, describe, expect, it } from "vitest";

type Middleware = typeof import("../../../middleware.ts")["middleware"];
let middleware: Middleware;

beforeAll(async () => {
  process.env.ETNA_PUBLIC_URL = "https://etna.example";
  process.env.ETNA_TRUSTED_PROXIES = "10.0.0.0/24";
  ({ middleware } = await import("../../../middleware.ts"));
});

function get(path: string, headers: Record<string, string>): NextRequest {
  return new NextRequest(`http://inside.invalid${path}`, { headers });
}

describe("behind a proxy", () => {
  it("plain http is sent to https at our own address, whatever the Host says", async () => {
    const headers = { "x-forwarded-proto": "http", host: "evil.example" };
    const answer = await middleware(get("/verify?id=1", headers));
    expect(answer.status).toBe(308);
    expect(answer.headers.get("location")).toBe("https://etna.example/verify?id=1");
    expect(answer.headers.get("strict-transport-security")).toContain("max-age=63072000");
    expect(answer.headers.get("content-security-policy")).toContain("upgrade-insecure-requests");
  });

  it("https passes", async () => {
    const answer = await middleware(get("/", { "x-forwarded-proto": "https" }));
    expect(answer.headers.get("location")).toBeNull();
  });
});

describe("whom the limits count", () => {
  async function statusesOf(count: number, headersOf: (i: number) => Record<string, string>) {
    const statuses = new Set<number>();
    for (let i = 0; i < count; i++) {
      statuses.add((await middleware(get("/verify/x/y", headersOf(i)))).status);
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
