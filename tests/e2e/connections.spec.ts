import { expect, test } from "@playwright/test";
import { FakeForge } from "#samples/forge/forge.ts";
import { type GithubServer, startGithub } from "#samples/forge/github/face.ts";
import { makeOrganization, unique } from "./steps.ts";
import { complaintsOf, expectAccessible, expectWholePage, wide } from "./whole-page.ts";

const port = Number(process.env.ETNA_E2E_FORGE_PORT ?? 3212);
const host = `127.0.0.1:${port}`;
let github: GithubServer;

// Half-way through its fade, a dialog has no colours to judge.
test.use({ contextOptions: { reducedMotion: "reduce" } });

test.beforeAll(async () => {
  github = await startGithub(await FakeForge.create(), { enterprise: true, port });
});

test.afterAll(() => github.close());

test("GitHub is connected by an App, its repositories chosen, and disconnected by name", async ({
  page,
}) => {
  const { forge } = github;
  const login = unique("ana");
  const ana = forge.addUser(login);
  const files = { "README.md": "# Shop\n" };
  await forge.addRepository({ owner: ana, name: "shop", files });
  await forge.addRepository({ owner: ana, name: "attic", files });
  const complaints = complaintsOf(page);
  await page.setViewportSize(wide);
  const email = `${login}@example.test`;
  const base = await makeOrganization(page, email, "Connect Freight", "Cora Connect");
  await page.goto(`${base}/repositories`);
  await page.getByRole("link", { name: "Connect GitHub or GitLab" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connections");
  await page.getByLabel("GitHub", { exact: true }).selectOption(host);
  await page.getByRole("button", { name: "Create the App on GitHub" }).click();

  await page.getByRole("button", { name: `Go on as ${login}` }).click();
  await page.getByRole("button", { name: "Create GitHub App" }).click();
  await page.getByRole("link", { name: `Go on as ${login}` }).click();
  await page.getByLabel("shop").check();
  await page.getByRole("button", { name: "Install" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Choose repositories");
  await expect(page.getByText("attic")).toHaveCount(0);
  await expectWholePage(page, "connection-choose");
  await page.getByLabel(`${login}/shop`).check();
  await page.getByRole("button", { name: "Connect these repositories" }).click();
  await expect(page.getByRole("link", { name: `${login}/shop` })).toBeVisible();

  await page.goto(`${base}/settings/connections`);
  const entry = page.getByRole("listitem").filter({ hasText: `${login} on ${host}` });
  await expect(entry.getByText("Works", { exact: true })).toBeVisible();
  await expect(entry.getByText("1 repository")).toBeVisible();
  await expectWholePage(page, "connections-one");
  await entry.getByRole("button", { name: "Check now" }).click();
  await expect(entry.getByText("Asked a moment ago.")).toBeVisible();

  await entry.getByRole("button", { name: "Disconnect" }).click();
  const dialog = page.getByRole("dialog");
  await expectAccessible(page);
  await dialog.getByRole("textbox").fill("something else");
  await dialog.getByRole("button", { name: "Disconnect", exact: true }).click();
  await expect(dialog.getByText(`Type ${login} on ${host}.`)).toBeVisible();
  await dialog.getByRole("textbox").fill(`${login} on ${host}`);
  await dialog.getByRole("button", { name: "Disconnect", exact: true }).click();
  await expect(dialog.getByText("Delete it on GitHub")).toBeVisible();
  await page.goto(`${base}/settings/connections`);
  await expect(page.getByText("Nothing is connected yet.")).toBeVisible();
  const installation = [...forge.state.installations.values()].at(-1);
  expect(installation?.deleted).toBe(true);
  expect(complaints.taken()).toEqual([]);
});

test("a token is connected, shown for what it may do, and given an address to report to", async ({
  page,
}) => {
  const { forge } = github;
  const login = unique("tom");
  const user = forge.addUser(login);
  const scopes = ["repo", "delete_repo"];
  const token = forge.addToken({ user, kind: "personal", scopes }, "ghp_");
  await page.setViewportSize(wide);
  const email = `${login}@example.test`;
  const base = await makeOrganization(page, email, "Token Freight", "Tova Token");
  await page.goto(`${base}/settings/connections`);
  await page.getByLabel("Address").fill(`http://${host}`);
  await page.getByLabel("Token").fill("ghp_that_nobody_knows");
  await page.getByRole("button", { name: "Check and store" }).click();
  await expect(page.getByText("The forge does not take this token.")).toBeVisible();
  // What was typed is kept.
  await expect(page.getByLabel("Address")).toHaveValue(`http://${host}`);
  await page.getByLabel("Token").fill(token.value);
  await page.getByRole("button", { name: "Check and store" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Choose repositories");
  await expect(page.getByText("It reaches no repository.")).toBeVisible();
  await page.goto(`${base}/settings/connections`);
  const entry = page
    .getByRole("listitem")
    .filter({ hasText: `${login} on ${host}` })
    .first();
  await expect(entry.getByText(`A token ending in ${token.value.slice(-4)}`)).toBeVisible();
  await expect(entry.getByText("One grant is not needed.")).toBeVisible();
  await entry.getByRole("button", { name: "Make a webhook" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make a webhook" }).click();
  await expect(dialog.getByText("the secret is not shown again")).toBeVisible();
  await expect(dialog.getByText(/\/api\/webhooks\/github\/wh_/)).toBeVisible();
  await expectWholePage(page, "connection-webhook");
});
