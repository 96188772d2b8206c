import { expect, type Page, test } from "@playwright/test";
import { approveAndMerge, proposeThere } from "./forge-walk.ts";
import { makeOrganization, proposeFix, unique } from "./steps.ts";
import { complaintsOf, expectWholePage, wide } from "./whole-page.ts";

const slowMs = 40_000;

test.describe.configure({ timeout: 240_000 });

test("GitHub: from one press on the sample forge to a merge on its page", async ({ page }) => {
  const complaints = complaintsOf(page);
  await page.setViewportSize(wide);
  const email = `${unique("fenna")}@example.test`;
  const base = await makeOrganization(page, email, "Forge Freight", "Fenna Forge");
  await page.getByRole("button", { name: "Try with a sample forge" }).click();
  await expect(page).toHaveURL(/\/runs\/rn_/);
  const { fix, reviewUrl } = await proposeThere(page, base, /^Pull request #/);

  await page.goto(reviewUrl);
  await expect(page.getByText("Sample forge")).toBeVisible();
  await expect(page.getByText("You are fenna-forge")).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("✓ Success")).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: slowMs });
  await expectWholePage(page, "forge-pull");
  await page.getByRole("link", { name: "Pull requests" }).click();
  await expectWholePage(page, "forge-pulls");
  await page.getByRole("link", { name: /parcel-desk/ }).click();
  await expectWholePage(page, "forge-files");
  await page.getByRole("link", { name: "package.json" }).click();
  await expectWholePage(page, "forge-file");
  await page.getByRole("link", { name: "Repositories" }).click();
  await expectWholePage(page, "forge-repositories");

  await approveAndMerge(page, { fix, reviewUrl, button: "Squash and merge" });
  expect(complaints.taken()).toEqual([]);
});

/** What happens on the forge is looked at when it is heard of; the page says it when it is opened. */
async function expectSigned(page: Page, fix: string): Promise<void> {
  await expect(async () => {
    await page.goto(fix);
    await expect(page.getByText("Signed. Anyone can check it.")).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: slowMs });
}

test("GitHub: an approval and a command on the forge's page are the linked person's", async ({
  page,
}) => {
  await page.setViewportSize(wide);
  const email = `${unique("rhea")}@example.test`;
  const base = await makeOrganization(page, email, "Remark Freight", "Rhea Remark");
  await page.goto(`${base}/settings/policies`);
  await page.getByRole("button", { name: "Let it count" }).click();
  await expect(page.getByRole("button", { name: "Approve here alone" })).toBeVisible();
  await page.goto(`${base}/settings/connections`);
  await page.getByRole("button", { name: "Try with a sample forge" }).click();
  const { fix, reviewUrl } = await proposeThere(page, base, /^Pull request #/);
  await page.goto(reviewUrl);
  await page.getByLabel("Comment").fill("Looks right to me.\n\n/etna approve");
  await page.getByRole("button", { name: "Comment", exact: true }).click();
  await expect(page.getByText("Looks right to me.")).toBeVisible();
  await expectSigned(page, fix);

  const second = await proposeFix(page, base, "YAML loaded with a loader that builds objects");
  const href = await page.getByRole("link", { name: /^Pull request #/ }).getAttribute("href");
  await page.goto(href ?? "");
  await page.getByRole("button", { name: "Approve" }).click();
  await expectSigned(page, second);
});
