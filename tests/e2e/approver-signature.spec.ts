import { rmSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import {
  makeOrganization,
  openFixable,
  sampleRepository,
  type TestRepository,
  unique,
} from "./steps.ts";
import { withAuthenticator } from "./virtual-authenticator.ts";
import {
  complaintsOf,
  expectAccessible,
  expectNoSidewaysScroll,
  keepShot,
  narrow,
  wide,
} from "./whole-page.ts";

let repository: TestRepository;

test.beforeAll(async () => {
  repository = await sampleRepository(unique("signed"));
});

test.afterAll(() => rmSync(repository.path, { recursive: true, force: true }));

/** In both themes, wide and narrow. */
async function expectWhole(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
    await keepShot(page, `${name}-${colorScheme}`);
    await page.setViewportSize(narrow);
    await expectNoSidewaysScroll(page);
    await keepShot(page, `${name}-${colorScheme}-narrow`);
    await page.setViewportSize(wide);
  }
}

test("an approval is signed by the approver's passkey, and a stranger's browser checks that", async ({
  page,
  browser,
}) => {
  test.slow();
  const complaints = complaintsOf(page);
  const email = `${unique("signer")}@example.test`;
  const base = await makeOrganization(page, email, "Signed Freight", "Sigrid Signer");
  await page.getByLabel("Folder of the repository").fill(repository.path);
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("link", { name: "See the findings" }).click({ timeout: 30_000 });
  await openFixable(page, "Shell command built from a value");
  await page.getByRole("button", { name: "Propose a fix" }).click();
  await page.getByRole("link", { name: "Review the fix" }).click({ timeout: 30_000 });

  const bar = page.getByRole("region", { name: "Approve" });
  const approve = bar.getByRole("button", { name: /Approve and sign/ });
  await expect(bar).toContainText("You have no passkey, so this approval rests on Etna’s word.");
  await expect(approve).toBeEnabled();
  const fixUrl = page.url();

  await page.goto(`${base}/settings/policies`);
  await page.getByRole("button", { name: "Ask for it" }).click();
  await expect(page.getByRole("button", { name: "Take approvals without it" })).toBeVisible();
  await page.goto(fixUrl);
  await expect(bar).toContainText("your organization asks for the approver’s own signature");
  await expect(approve).toBeDisabled();
  await keepShot(page, "approve-lacks-passkey");

  const authenticator = await withAuthenticator(page);
  await bar.getByRole("link", { name: "Add a passkey" }).click();
  await page.getByLabel("Name of a new passkey").fill("Blue laptop");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("heading", { level: 3, name: "Blue laptop" })).toBeVisible();
  await page.goto(fixUrl);
  await expect(bar).toContainText("Your passkey signs it");
  await expectWhole(page, "approve-with-passkey");

  // Whoever does not go through with it has approved nothing, and can begin again.
  await authenticator.recognize(false);
  await approve.click();
  await expect(bar).toContainText("Nothing was approved. The browser got no answer. Try again.");
  await authenticator.recognize(true);
  await page.locator("body").press("ControlOrMeta+Enter");
  await expect(page.getByText("Signed. Anyone can check it.")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Signed with their own passkey.")).toBeVisible();

  const href = await page.getByRole("link", { name: "Open its public page" }).getAttribute("href");
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(href ?? "");
  await expect(stranger.getByText(/Checked again in this browser, \d+ ms/)).toBeVisible();
  await expect(stranger.getByText("The two do not agree")).toBeHidden();
  const check = stranger.locator("#check-approver");
  await expect(check).toContainText("An approver’s own passkey signed this approval");
  await expect(check.locator("summary em")).toHaveText("Holds");
  await check.locator("summary").click();
  await expect(check).toContainText("Challenge that was signed");
  await expect(check).toContainText("present, verified");
  await expect(check).toContainText(/Signature demanded\s*from \S+Z on/);
  await expect(stranger.locator("body")).toContainText(
    "A passkey that Signed Freight publishes for its approvers signed this very approval.",
  );
  await expect(stranger.locator("body")).not.toContainText("rests on Etna’s word");
  await expectWhole(stranger, "verify-approver");
  await stranger.context().close();

  await page.goto(`${base}/keys`);
  const passkeys = page.getByRole("region", { name: "Passkeys of approvers" });
  await expect(passkeys.getByRole("listitem")).toHaveCount(1);
  await expect(passkeys.getByRole("listitem")).toContainText("Sigrid Signer");
  await expect(page.getByRole("region", { name: "Signed approvals" })).toContainText(
    "Begins later",
  );
  await expectWhole(page, "keys-with-approvers");
  expect(complaints.taken()).toEqual([]);
});
