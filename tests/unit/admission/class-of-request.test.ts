import { describe, expect, it } from "vitest";
import { classOfRequest } from "#lib/services/admission/index.ts";

describe("the limit that a request falls under", () => {
  it.each([
    ["POST", "/api/auth/callback/email", "sign_in"],
    ["GET", "/api/auth/callback/github", "sign_in"],
    ["POST", "/welcome", "sign_up"],
    ["POST", "/api/v1/verify", "verify"],
    ["GET", "/api/v1/fixes/fx_1/verification", "verify"],
    ["GET", "/api/v1/campaigns/cm_1/verification", "verify"],
    ["GET", "/verify/fx_1/fix.patch", "verify"],
    ["GET", "/api/v1/findings", "api"],
    ["POST", "/api/v1/verify/x", "api"],
    ["POST", "/api/webhooks/github", "webhook"],
    ["POST", "/agent-tools/0123abcd/mcp", "agent_tools"],
  ])("of %s %s is %s", (method, pathname, name) => {
    expect(classOfRequest(method, pathname)).toBe(name);
  });

  it.each([
    ["GET", "/"],
    ["GET", "/api/auth/session"],
    ["GET", "/verify"],
    ["GET", "/welcome"],
    ["GET", "/o/acme/fixes"],
    ["GET", "/_next/static/chunks/a.js"],
  ])("of %s %s is none", (method, pathname) => {
    expect(classOfRequest(method, pathname)).toBeNull();
  });
});
