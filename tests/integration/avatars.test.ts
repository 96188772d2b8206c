import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readProviderProfile } from "#lib/services/identity/index.ts";
import type { GitlabUser } from "../fakes/gitlab-oauth.ts";
import { HttpBrowser } from "../support/http-browser.ts";
import { openSignInWorld, type SignInWorld, setOut, whoIs } from "../support/sign-in-world.ts";

const asked: string[] = [];
const pictures = createServer((request, response) => {
  asked.push(request.url ?? "");
  response.end();
});

let w: SignInWorld;
let picture: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => pictures.listen(0, "127.0.0.1", resolve));
  picture = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}/face.png`;
  w = await openSignInWorld();
}, 600_000);

afterAll(async () => {
  pictures.close();
  await w?.close();
});

it.each([
  ["github", { id: 1, login: "a", emails: [] }],
  ["gitlab", { id: 1, username: "a" }],
  ["google", { sub: "1", email_verified: true }],
] as const)("no picture is taken from what %s says of a person", (provider, answer) => {
  const face = "https://pictures.example/face.png";
  const all = { ...answer, picture: face, avatar_url: face, image: face, gravatar_id: face };
  expect(JSON.stringify(readProviderProfile(provider, all))).not.toContain("pictures.example");
});

it("a provider's picture is neither stored, nor shown, nor asked for", async () => {
  const user: GitlabUser & Record<string, unknown> = {
    id: 7001,
    username: "face",
    name: "Fay Face",
    email: "face@example.test",
    confirmed_at: "2026-01-01T00:00:00Z",
    avatar_url: picture,
    picture,
  };
  w.gitlab.signedIn = user;
  const browser = new HttpBrowser();
  const shown = await setOut(browser, w.url, "GitLab");
  await browser.open(shown.location ?? "");
  const who = await whoIs(browser, w.url);
  const { slug } = await w.s.organizations.createOrganization(who.id, "House of Faces");
  for (const page of ["", "/settings/members", "/settings/account"]) {
    const { status, text } = await browser.open(`${w.url}/o/${slug}${page}`);
    expect(status, page).toBe(200);
    expect(text, page).toContain("Fay Face");
    expect(text, page).not.toMatch(/face\.png|<img[^>]+src="(?!\/)/);
  }
  const session = await browser.open(`${w.url}/api/auth/session`);
  expect(session.text).toContain("Fay Face");
  expect(session.text).not.toContain("face.png");
  const tables = await w.world.database.query(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  let seen = "";
  for (const { table_name } of tables) {
    const rows = await w.world.database.query(`SELECT t::text AS row FROM ${table_name} t`);
    seen += rows.map(({ row }) => String(row)).join("\n");
  }
  expect(seen).toContain("Fay Face");
  expect(seen).not.toContain("face.png");
  expect(asked).toEqual([]);
});
