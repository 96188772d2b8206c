import { expect, test } from "@playwright/test";
import { sampleFiles } from "#lib/platform/workspace/index.ts";
import { type GitlabServer, startGitlab } from "#samples/forge/gitlab/face.ts";
import { approveAndMerge, proposeThere } from "./forge-walk.ts";
import { makeOrganization, unique } from "./steps.ts";
import { expectWholePage, wide } from "./whole-page.ts";

const port = Number(process.env.ETNA_E2E_GITLAB_PORT ?? 3213);
let gitlab: GitlabServer;

test.beforeAll(async () => {
  gitlab = await startGitlab(port);
});

test.afterAll(() => gitlab?.close());

test.describe.configure({ timeout: 240_000 });

test("GitLab: from a project token to a merge on its page", async ({ page }) => {
  const { forge } = gitlab;
  const group = forge.addUser(unique("freight"), { kind: "organization" });
  const gina = forge.addUser(unique("gina"));
  const bot = forge.addUser(unique("project-bot"), { kind: "bot" });
  const members = { [gina.login]: "maintain", [bot.login]: "maintain" } as const;
  const files = Object.fromEntries(await sampleFiles());
  const about = { owner: group, name: "parcel-desk", files, members };
  const repository = await forge.addRepository(about);
  const token = forge.addToken({ user: bot, kind: "project", scopes: ["api"] }, "glpat-");

  await page.setViewportSize(wide);
  const email = `${unique("gina")}@example.test`;
  const base = await makeOrganization(page, email, "Merge Freight", "Gina Merge");
  await page.goto(`${base}/settings/connections`);
  await page.getByLabel("Forge").selectOption("gitlab");
  await page.getByLabel("Address").fill(gitlab.url);
  await page.getByLabel("Token").fill(token.value);
  await page.getByRole("button", { name: "Check and store" }).click();
  await page.getByLabel(`${group.login}/parcel-desk`).check();
  await page.getByRole("button", { name: "Connect these repositories" }).click();
  await page.getByRole("link", { name: `${group.login}/parcel-desk` }).click();
  await page.getByRole("button", { name: /^Scan/ }).click();
  const { fix, reviewUrl } = await proposeThere(page, base, /^Merge request !/);

  const [change] = repository.changes.values();
  expect(change?.author.login).toBe(bot.login);
  forge.runPipeline(
    repository,
    { sha: change?.headSha ?? "", branch: change?.headBranch ?? "", status: "success" },
    gina,
  );
  const asGina = `${reviewUrl}?as=${gina.login}`;
  await page.goto(asGina);
  await expect(page.getByText("✓ Success")).toBeVisible();
  await expectWholePage(page, "forge-merge-request");
  await approveAndMerge(page, { fix, reviewUrl: asGina, button: "Merge" });
});
