import { expect, test } from "@playwright/test";
import { askForLink, makeOrganization, signIn, unique } from "./steps.ts";

test("a link opened in another browser says so, and still signs in where it was asked for", async ({
  page,
  browser,
}) => {
  await page.goto("/sign-in");
  const link = await askForLink(page, `${unique("elsewhere")}@example.test`);
  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText(
    "This link is for another browser",
  );
  await other.getByRole("link", { name: "Ask for a link here" }).click();
  await expect(other.getByLabel("Work e-mail")).toBeVisible();
  await other.context().close();

  await page.goto(link);
  await expect(page).toHaveURL(/\/welcome/);
});

test("a session that is ended elsewhere ends with its next request", async ({ page, browser }) => {
  const email = `${unique("sessions")}@example.test`;
  const base = await makeOrganization(page, email, "Session Freight", "Sara Sessions");
  const phone = await browser.newContext({
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
  });
  const far = await phone.newPage();
  await signIn(far, email);
  await expect(far.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();

  await page.goto(`${base}/settings/sessions`);
  const rows = page.getByRole("region", { name: "Signed in" }).getByRole("listitem");
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: "This one" })).toContainText("Chrome on Linux");
  await rows
    .filter({ hasText: "Safari on an iPhone" })
    .getByRole("button", { name: "End" })
    .click();
  await expect(rows).toHaveCount(1);
  await far.reload();
  await expect(far).toHaveURL(/\/sign-in/);
  await expect(page.getByRole("button", { name: "End all others" })).toHaveCount(0);
  await phone.close();
});

test("the first owner's own mailbox, on this machine, gets a link as any other does", async ({
  page,
}) => {
  await page.goto("/sign-in");
  await page.getByLabel("Work e-mail").fill("owner@localhost");
  await page.getByRole("button", { name: "Send a sign-in link" }).click();
  await expect(page).toHaveURL(/\/sign-in\/sent/);
});
