import { rmSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { openFixable, sampleRepository, signIn, type TestRepository, unique } from "./steps.ts";

let repository: TestRepository;

test.beforeAll(async () => {
  repository = await sampleRepository(unique("walk"));
});

test.afterAll(() => rmSync(repository.path, { recursive: true, force: true }));

test("from a magic link to a page that a stranger verifies", async ({ page, browser }) => {
  const email = `${unique("walker")}@example.test`;
  await signIn(page, email);

  await page.getByLabel("Your name").fill("Wanda Walker");
  await page.getByLabel("Organization").fill("Walk Freight");
  await page.getByRole("button", { name: "Make the organization" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();

  await page.getByLabel("Folder of the repository").fill(repository.path);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page).toHaveURL(/\/runs\/rn_/);
  await expect(page.getByRole("link", { name: "See the findings" })).toBeVisible({
    timeout: 30_000,
  });

  await page.reload();
  await page.getByRole("link", { name: "See the findings" }).click();
  await expect(page.getByRole("heading", { name: "Findings" })).toBeVisible();
  await openFixable(page, "Shell command built from a value");
  await page.getByRole("button", { name: "Propose a fix" }).click();
  await page.getByRole("link", { name: "Review the fix" }).click({ timeout: 30_000 });

  await expect(page.getByText("You approve exactly this.")).toBeVisible();
  const main = repository.git("rev-parse", "main");
  const branch = repository.git("for-each-ref", "--format=%(refname:short)", "refs/heads/etna");
  expect(branch.split("\n")).toHaveLength(1);
  await page.getByRole("button", { name: /Approve and sign/ }).click();
  await expect(page.getByText("Signed. Anyone can check it.")).toBeVisible({ timeout: 30_000 });
  expect(repository.git("rev-parse", "main")).toBe(main);

  const href = await page.getByRole("link", { name: "Open its public page" }).getAttribute("href");
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(href ?? "");
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(
    "This fix is genuine. Its code is private.",
  );
  await expect(stranger.getByText(/Checked again in this browser, \d+ ms/)).toBeVisible();
  await expect(stranger.locator("body")).not.toContainText("walk-");
  await expect(
    stranger.getByText(/cosign verify-blob-attestation .*fix\.sigstore\.json/s),
  ).toBeVisible();

  repository.git("update-ref", "refs/heads/main", `refs/heads/${branch}`);
  await page.reload();
  await expect(page.getByText("Signed and merged.")).toBeVisible();
  expect(repository.git("for-each-ref", "refs/heads/etna")).toBe("");
});

test("the public page works with JavaScript off, and an unknown id says no more than a private one", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const answer = await page.goto(`/verify/fx_${"0".repeat(20)}`);
  expect(answer?.status()).toBe(404);
  await page.goto("/verify");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Verify a fix or a report");
});

test("a magic link works once", async ({ page, browser }) => {
  const email = `${unique("once")}@example.test`;
  const link = await signIn(page, email);
  await expect(page).toHaveURL(/\/welcome/);
  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await expect(other).toHaveURL(/\/sign-in/);
  await expect(other.getByText(/no longer works/)).toBeVisible();
});
