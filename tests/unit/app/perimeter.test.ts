import { describe, expect, it } from "vitest";
import { formTargets } from "#app/_server/form-targets.ts";
import { refusalOf } from "#app/_server/refuse-request.ts";
import { contentSecurityPolicy, securityHeaders } from "#app/_server/security-headers.ts";

const origin = "https://etna.example";

function post(headers: Record<string, string>, pathname = "/o/acme/fixes") {
  return refusalOf({ method: "POST", headers: new Headers(headers), pathname }, origin);
}

describe("what the middleware lets through", () => {
  it("a change from this very origin", () => {
    expect(post({ origin })).toBeNull();
    expect(post({ "sec-fetch-site": "same-origin" })).toBeNull();
  });

  it.each([
    ["another origin", { origin: "https://evil.example" }],
    ["a sandboxed frame", { origin: "null" }],
    ["a look-alike", { origin: "https://etna.example.evil.example" }],
    ["another port", { origin: "https://etna.example:8443" }],
    ["plain http", { origin: "http://etna.example" }],
    ["no origin, and a browser that says cross-site", { "sec-fetch-site": "cross-site" }],
    ["a sibling's page", { "sec-fetch-site": "same-site" }],
    ["this origin, as the browser denies", { origin, "sec-fetch-site": "cross-site" }],
  ])("no change from %s", (_, headers) => {
    expect(post(headers)).toMatchObject({ status: 403 });
  });

  it("reads from anywhere, because they change nothing", () => {
    const headers = new Headers({ origin: "https://evil.example" });
    expect(refusalOf({ method: "GET", headers, pathname: "/" }, origin)).toBeNull();
  });

  it("the API from anywhere, because no cookie speaks there", () => {
    expect(post({ origin: "https://evil.example" }, "/api/v1/verify")).toBeNull();
    expect(post({ origin: "https://evil.example" }, "/api/v1x")).toMatchObject({ status: 403 });
  });

  it("no body above the limit, and no length that is none", () => {
    expect(post({ origin, "content-length": "99999999" })).toMatchObject({ status: 413 });
    expect(post({ origin, "content-length": "12, 12" })).toMatchObject({ status: 400 });
    expect(post({ origin, "content-length": "-1" })).toMatchObject({ status: 400 });
  });
});

describe("the headers of every response", () => {
  const headers = new Headers(securityHeaders);
  const policy = contentSecurityPolicy("n0nce", { https: true });

  it("allow no inline script without the nonce, and no eval", () => {
    const script = /script-src ([^;]*)/.exec(policy)?.[1];
    expect(script).toBe("'self' 'nonce-n0nce' 'strict-dynamic'");
    expect(policy).not.toContain("unsafe-eval");
    expect(policy.replace("style-src-attr 'unsafe-inline'", "")).not.toContain("unsafe-inline");
  });

  it("let a form lead nowhere else but to the providers that are set up", () => {
    expect(policy).toContain("form-action 'self';");
    const environment = { AUTH_GITHUB_ID: "id", AUTH_GITLAB_ID: "id", AUTH_GOOGLE_ID: "" };
    const targets = formTargets({ ...environment, AUTH_GITLAB_URL: "https://git.example/sub;x" });
    expect(targets).toEqual(["https://github.com", "https://git.example"]);
    // People make their GitHub App with a form of ours, whoever signs in how.
    const servers = { ETNA_GITHUB_SERVERS: "https://ghe.example:8443/x, https://github.com" };
    expect(formTargets({})).toEqual(["https://github.com"]);
    expect(formTargets(servers)).toEqual(["https://github.com", "https://ghe.example:8443"]);
    const site = { https: true, formTargets: targets };
    expect(contentSecurityPolicy("n0nce", site)).toContain(
      "form-action 'self' https://github.com https://git.example;",
    );
  });

  it("allow no frame, no base, no plug-in", () => {
    for (const directive of ["frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"]) {
      expect(policy).toContain(directive);
    }
    expect(headers.get("x-frame-options")).toBe("DENY");
  });

  it("hold the browser to https for two years", () => {
    expect(headers.get("strict-transport-security")).toBe(
      "max-age=63072000; includeSubDomains; preload",
    );
  });
});
