import { describe, expect, it } from "vitest";
import { readProviderProfile } from "#lib/services/identity/index.ts";

const octo = { id: 5, login: "octo", name: "Octo Cat", email: "public@example.test" };
const primary = { email: "Octo@Example.test", primary: true, verified: true };

describe("what GitHub says", () => {
  const read = (emails: unknown) => readProviderProfile("github", { ...octo, emails });

  it("is the primary address where it is verified, in small letters", () => {
    const spare = { email: "spare@example.test", primary: false, verified: true };
    expect(read([spare, primary])).toEqual({
      subject: "5",
      label: "octo",
      name: "Octo Cat",
      verifiedEmail: "octo@example.test",
    });
  });

  it.each([
    ["the primary one is not verified", [{ ...primary, verified: false }]],
    ["a verified one is not the primary one", [{ ...primary, primary: false }]],
    ["there is none but the public one", []],
    ["it is no address", [{ ...primary, email: "octo" }]],
  ])("is no address where %s", (_, emails) => {
    expect(read(emails).verifiedEmail).toBeNull();
  });

  it.each([undefined, { message: "Requires authentication" }, [{ email: "a@example.test" }]])(
    "is not guessed where the list of addresses is %j",
    (emails) => {
      expect(() => read(emails)).toThrow();
    },
  );

  it.each([undefined, null, 0, -1, "", 1.5, {}])("is nobody's where the id is %j", (id) => {
    expect(() => readProviderProfile("github", { ...octo, id, emails: [primary] })).toThrow();
  });
});

describe("what Google says", () => {
  const claims = { sub: "108", email: "gus@example.test", name: "Gus" };

  it("is an address only where it says in so many words that it is verified", () => {
    for (const email_verified of [false, "true", 1, null, undefined]) {
      const profile = readProviderProfile("google", { ...claims, email_verified });
      expect(profile.verifiedEmail).toBeNull();
    }
    const profile = readProviderProfile("google", { ...claims, email_verified: true });
    expect(profile).toMatchObject({ subject: "108", verifiedEmail: "gus@example.test" });
  });
});

describe("what GitLab says", () => {
  const user = { id: 7, username: "gil", name: "Gil", email: "gil@example.test" };

  it("is an address only once it is confirmed", () => {
    for (const confirmed_at of [null, undefined, ""]) {
      const profile = readProviderProfile("gitlab", { ...user, confirmed_at });
      expect(profile.verifiedEmail).toBeNull();
    }
    const profile = readProviderProfile("gitlab", {
      ...user,
      confirmed_at: "2026-01-01T00:00:00Z",
    });
    expect(profile).toMatchObject({ subject: "7", verifiedEmail: "gil@example.test" });
  });
});
