import { describe, expect, it } from "vitest";
import { parseConfig } from "#lib/platform/config/index.ts";

describe("who may sign up", () => {
  it.each([
    [undefined, { kind: "open" }],
    ["open", { kind: "open" }],
    [" Invited ", { kind: "invited" }],
    ["Example.com, example.org", { kind: "domains", domains: ["example.com", "example.org"] }],
  ])("is read from %j", (text, policy) => {
    expect(parseConfig({ ETNA_SIGN_UP: text }).ETNA_SIGN_UP).toEqual(policy);
  });

  it.each(["close", "*", "*.example.com", "example", ",", "@example.com", "a b.com"])(
    "is not left open by mistake: %j stops the start",
    (text) => {
      expect(() => parseConfig({ ETNA_SIGN_UP: text })).toThrow(/ETNA_SIGN_UP/);
    },
  );
});

describe("a provider", () => {
  it.each([
    ["AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET"],
    ["AUTH_GOOGLE_SECRET", "AUTH_GOOGLE_ID"],
    ["AUTH_GITLAB_ID", "AUTH_GITLAB_SECRET"],
  ])("that has %s and lacks %s stops the start", (given, lacking) => {
    expect(() => parseConfig({ [given]: "value" })).toThrow(lacking);
    expect(() => parseConfig({ [given]: "value", [lacking]: "value" })).not.toThrow();
  });

  it.each(["AUTH_GITHUB_URL", "AUTH_GOOGLE_URL"])("is not elsewhere than it is: %s", (name) => {
    for (const url of [
      "https://github.com.evil.test",
      "http://127.0.0.1.evil.test",
      "http://localhost@evil.test",
      "http://localhost:80@evil.test/",
      "https://example.test",
    ]) {
      expect(() => parseConfig({ [name]: url })).toThrow(name);
    }
    expect(parseConfig({ [name]: "http://127.0.0.1:4001/" })).toMatchObject({
      [name]: "http://127.0.0.1:4001",
    });
  });

  it("is asked over https, unless it is on this machine", () => {
    expect(() => parseConfig({ AUTH_GITLAB_URL: "http://gitlab.example.test" })).toThrow("https");
    const { AUTH_GITLAB_URL } = parseConfig({ AUTH_GITLAB_URL: "https://gitlab.example.test/" });
    expect(AUTH_GITLAB_URL).toBe("https://gitlab.example.test");
  });
});
