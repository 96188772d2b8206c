import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { parseConfig, refusesSharedRoots } from "#lib/platform/config/index.ts";
import { localForgeCheck } from "../../../bin/doctor/local-forge.ts";

const folder = tmpdir();
const public_ = "https://etna.example";

async function doctorSays(ETNA_LOCAL_FORGE_ROOTS: string, url: string, ETNA_SIGN_UP: string) {
  const config = parseConfig({ ETNA_LOCAL_FORGE_ROOTS, ETNA_PUBLIC_URL: url, ETNA_SIGN_UP });
  return await localForgeCheck.run(config);
}

describe("folders of this machine", () => {
  it("are for all, or for one organization by its slug", () => {
    const { ETNA_LOCAL_FORGE_ROOTS: roots } = parseConfig({
      ETNA_LOCAL_FORGE_ROOTS: "/srv/git: acme-2=/srv/acme :/srv/a=b",
    });
    expect(roots).toEqual([
      { path: "/srv/git", slug: null },
      { path: "/srv/acme", slug: "acme-2" },
      { path: "/srv/a=b", slug: null },
    ]);
  });

  it.each(["srv/git", "acme=srv", "acme=", "Acme=/srv", "=/srv"])(
    "are whole paths: not %s",
    (text) => {
      expect(() => parseConfig({ ETNA_LOCAL_FORGE_ROOTS: text })).toThrow(/ETNA_LOCAL_FORGE_ROOTS/);
    },
  );

  it.each([
    [public_, "open", true],
    [public_, "invited", false],
    [public_, "example.com", false],
    ["http://localhost:3000", "open", false],
    ["http://127.0.0.1:3000", "open", false],
  ])("for all are no one's at %s where sign-up is %s: %s", (url, signUp, refused) => {
    const config = parseConfig({ ETNA_PUBLIC_URL: url, ETNA_SIGN_UP: signUp });
    expect(refusesSharedRoots(config)).toBe(refused);
  });

  it("are named by the doctor, with what to do where anyone could use them", async () => {
    const [problem] = await doctorSays(folder, public_, "open");
    expect(problem).toMatchObject({ level: "problem" });
    expect(problem?.text).toContain(`slug=${folder}`);
    expect(await doctorSays(`acme=${folder}`, public_, "open")).toMatchObject([{ level: "fine" }]);
    expect(await doctorSays(folder, public_, "invited")).toMatchObject([{ level: "fine" }]);
    expect(await doctorSays("acme=/no/such/folder", public_, "open")).toMatchObject([
      { level: "problem" },
    ]);
  });
});
