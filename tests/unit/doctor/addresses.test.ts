import { describe, expect, it } from "vitest";
import { parseConfig } from "#lib/platform/config/index.ts";
import { publicUrlCheck } from "../../../bin/doctor/public-url.ts";
import { signInCheck } from "../../../bin/doctor/sign-in.ts";

const reachable = { ETNA_PUBLIC_URL: "https://etna.example.com/" };

async function levels(environment: Readonly<Record<string, string>>) {
  return (await publicUrlCheck.run(parseConfig(environment))).map(({ level }) => level);
}

describe("the doctor on addresses", () => {
  it.each(["http://etna.example.com", "http://10.0.0.7:3000"])(
    "calls %s a problem, because production refuses to start there",
    async (url) => {
      expect(await levels({ ETNA_PUBLIC_URL: url })).toEqual(["problem"]);
    },
  );

  it("notes that only this machine reaches a loopback address", async () => {
    expect(await levels({})).toEqual(["note"]);
  });

  it("warns where everybody behind the proxy would count as one visitor", async () => {
    expect(await levels(reachable)).toEqual(["fine", "warning"]);
    expect(await levels({ ...reachable, ETNA_TRUSTED_PROXIES: "10.0.0.5/32" })).toEqual([
      "fine",
      "fine",
    ]);
  });

  it("names the callback address of every provider, set up or not, letter by letter", async () => {
    const client = { AUTH_GITHUB_ID: "id", AUTH_GITHUB_SECRET: "value" };
    const answers = await signInCheck.run(parseConfig({ ...reachable, ...client }));
    const text = answers.map((each) => each.text).join("\n");
    expect(text).toContain("https://etna.example.com/api/auth/callback/github (set up)");
    expect(text).toContain("https://etna.example.com/api/auth/callback/google (not set up)");
    expect(text).toContain("https://etna.example.com/api/auth/callback/gitlab (not set up)");
  });
});
