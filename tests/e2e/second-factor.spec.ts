import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import pg from "pg";
import { startDatabaseServer } from "#lib/platform/database-server/index.ts";
import { mailsFor } from "../support/mailbox.ts";
import { askForLink, invite, joinByInvitation, makeOrganization, signIn, unique } from "./steps.ts";
import { withAuthenticator } from "./virtual-authenticator.ts";
import { complaintsOf, expectAccessible, expectNoSidewaysScroll, narrow } from "./whole-page.ts";

const security = "/account/security";

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name of a new passkey").fill(name);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("heading", { level: 3, name })).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.context().clearCookies();
}

/** As if the last proof were long ago. */
async function letTimePass(email: string): Promise<void> {
  const dataDirectory = join(import.meta.dirname, "../../.etna/e2e/postgres");
  const server = await startDatabaseServer({ dataDirectory, log: () => undefined });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rowCount } = await client.query(
    `UPDATE sessions SET proved_at = proved_at - interval '16 minutes'
     WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
    [email],
  );
  await client.end();
  await server.stop();
  expect(rowCount).toBeGreaterThan(0);
}

test("a passkey is added, asked for at the next sign-in, and opens nothing before it is shown", async ({
  page,
  browser,
}) => {
  const email = `${unique("passkey")}@example.test`;
  const base = await makeOrganization(page, email, "Passkey Freight", "Paula Passkey");
  const before = await (await browser.newContext()).newPage();
  await signIn(before, email);
  await before.goto(`${base}/settings`);
  const authenticator = await withAuthenticator(page);
  await page.goto(`${base}/settings`);
  await page.getByRole("link", { name: "Security" }).click();
  await expect(page.getByText("You have no second factor.")).toBeVisible();
  await addPasskey(page, "Blue laptop");
  await expect(page.getByText("You have a second factor.")).toBeVisible();
  // A page that was open before, in another session, can do no more than lead to the second factor.
  await before.getByLabel("Name").fill("Taken Over");
  await before.getByRole("button", { name: "Save" }).click();
  await expect(before).toHaveURL(/\/second-factor/);
  await before.context().close();
  await page.getByRole("button", { name: "Make ten codes" }).click();
  const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  const code = await codes.first().innerText();

  await signOut(page);
  await signIn(page, email);
  await expect(page).toHaveURL(/\/second-factor/);
  for (const path of [base, `${base}/settings`, "/welcome", security, "/confirm"]) {
    await page.goto(path);
    await expect(page, path).toHaveURL(/\/second-factor/);
  }
  for (const path of [`${base}/events`, `${base}/keys/keys.json`]) {
    expect((await page.request.get(path)).status(), path).toBe(401);
  }
  await authenticator.recognize(false);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByText("The browser got no answer. Try again.")).toBeVisible();
  await authenticator.recognize(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page).toHaveURL(/\/(confirm|o\/)/);
  await page.goto(base);
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();

  await signOut(page);
  await signIn(page, email);
  await page.getByText("Use a recovery code instead").click();
  await page.getByLabel("One of your recovery codes").fill(code);
  await page.getByRole("button", { name: "Use the recovery code" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();

  await page.goto(security);
  await expect(page.getByText("9 left")).toBeVisible();
  await page.getByRole("button", { name: "Rename Blue laptop…" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Old laptop");
  await page.getByRole("button", { name: "Save the name" }).click();
  await expect(page.getByRole("heading", { level: 3, name: "Old laptop" })).toBeVisible();
  await page.getByRole("button", { name: "Remove Old laptop…" }).click();
  await page.getByRole("button", { name: "Remove the passkey" }).click();
  await expect(page.getByText("You have no second factor.")).toBeVisible();
});

test("an authenticator app is set up by its picture or its secret, and its codes open a session", async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const email = `${unique("app")}@example.test`;
  await signIn(page, email);
  await page.goto(security);
  await page.getByRole("button", { name: "Set up an app" }).click();
  const picture = page.getByRole("img", { name: "QR code" });
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(100);
  const region = page.getByRole("region", { name: "Authenticator app" });
  const secret = (await region.locator("code").innerText()).replace(/\s/g, "");
  const app = new TOTP({ secret: Secret.fromBase32(secret) });
  await page.getByLabel("The code that it shows").fill("000000");
  await page.getByRole("button", { name: "Turn the app on" }).click();
  await expect(page.getByText("This code is not right")).toBeVisible();
  await page.getByLabel("The code that it shows").fill(app.generate());
  await page.getByRole("button", { name: "Turn the app on" }).click();
  await expect(page.getByText("You have a second factor.")).toBeVisible();

  await signOut(page);
  await signIn(page, email);
  const field = page.getByLabel("Code of your authenticator app");
  await field.fill(app.generate({ timestamp: Date.now() + 30_000 }));
  await page.getByRole("button", { name: "Use the code" }).click();
  await expect(page).toHaveURL(/\/welcome/);
  await page.goto(security);
  await page.getByRole("button", { name: "Remove the authenticator app…" }).click();
  await page.getByRole("button", { name: "Remove the app" }).click();
  await expect(page.getByRole("button", { name: "Set up an app" })).toBeVisible();
  expect(complaints.taken()).toEqual([]);
});

test("a dangerous change asks for the passkey in place, and goes on with what was typed", async ({
  page,
}) => {
  const email = `${unique("step-up")}@example.test`;
  const base = await makeOrganization(page, email, "Step Freight", "Stella Step");
  await withAuthenticator(page);
  await page.goto(security);
  await addPasskey(page, "Key");
  await page.goto(`${base}/settings`);
  await letTimePass(email);
  await page.getByLabel("Name").fill("Stepped Freight");
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Use a passkey" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Name")).toHaveValue("Stepped Freight");
});

test("without a second factor a new sign-in is the proof, and leads back", async ({ page }) => {
  const email = `${unique("again")}@example.test`;
  const base = await makeOrganization(page, email, "Again Freight", "Agnes Again");
  await page.goto(`${base}/settings`);
  await letTimePass(email);
  await page.getByLabel("Name").fill("Once More Freight");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Sign in again" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Confirm that it is you");
  await page.goto(await askForLink(page, email));
  await expect(page).toHaveURL(new RegExp(`${base}/settings$`));
  await page.getByLabel("Name").fill("Once More Freight");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
});

test("an organization that requires one leads members to it first, and shows who has one", async ({
  page,
  browser,
}) => {
  const email = `${unique("strict")}@example.test`;
  const base = await makeOrganization(page, email, "Strict Freight", "Stina Strict");
  const guest = `${unique("guest")}@example.test`;
  const link = await invite(page, base, guest, "developer");
  const far = await (await browser.newContext()).newPage();
  await joinByInvitation(far, link, guest);

  await page.goto(`${base}/settings`);
  await page.getByRole("button", { name: "Require it" }).click();
  await expect(page.getByText("Add a second factor of your own first.")).toBeVisible();
  await withAuthenticator(page);
  await page.goto(`${security}?organization=${base.split("/")[2]}`);
  await addPasskey(page, "Key");
  await page.getByRole("link", { name: "Go on to Strict Freight" }).click();
  await page.goto(`${base}/settings`);
  await page.getByRole("button", { name: "Require it" }).click();
  await expect(page.getByRole("button", { name: "Stop requiring it" })).toBeVisible();

  await far.goto(`${base}/findings`);
  await expect(far).toHaveURL(/\/account\/security/);
  await expect(far.getByText("Strict Freight asks for one.")).toBeVisible();
  await withAuthenticator(far);
  await addPasskey(far, "Guest's key");
  await far.getByRole("link", { name: "Go on to Strict Freight" }).click();
  await expect(far.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await far.context().close();
  await page.goto(`${base}/settings/members`);
  await expect(page.getByRole("row", { name: guest })).toContainText("Second factor");
  const mails = await mailsFor(join(import.meta.dirname, "../../.etna/e2e/mail"), guest);
  expect(mails.map(({ subject }) => subject)).toContain("Your second factor at Agent Etna");
});

test("the pages of the second factor are accessible and whole at 320 px", async ({ page }) => {
  const email = `${unique("whole")}@example.test`;
  await signIn(page, email);
  await withAuthenticator(page);
  await page.goto(security);
  await addPasskey(page, "A passkey with a name as long as a name may be: sixty letter");
  await page.getByRole("button", { name: "Make ten codes" }).click();
  await page.getByRole("button", { name: "Set up an app" }).click();
  await expect(page.getByRole("img", { name: "QR code" })).toBeVisible();
  const check = async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    const size = page.viewportSize();
    await page.setViewportSize(narrow);
    await expectNoSidewaysScroll(page);
    if (size) await page.setViewportSize(size);
  };
  await check();
  await page.goto("/confirm?returnTo=/welcome");
  await expect(page.getByRole("button", { name: "Use a passkey" })).toBeVisible();
  await check();
  await signOut(page);
  await signIn(page, email);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Show your second factor");
  await check();
});
