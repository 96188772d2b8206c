import { expect, test } from "@playwright/test";
import { approve, makeOrganization, switchNames, unique } from "./steps.ts";
import { complaintsOf, expectWholePage, keepShot, wide } from "./whole-page.ts";

const slowMs = 40_000;

test("the scripted model: three steps, a red CI, one repair, and a signed fix that names its ledger", async ({
  page,
}) => {
  test.setTimeout(240_000);
  const complaints = complaintsOf(page);
  await page.setViewportSize(wide);
  const email = `${unique("sol")}@example.test`;
  const base = await makeOrganization(page, email, "Script Freight", "Sol Script");
  await switchNames(page, base, "Show names");
  await page.goto(base);
  await page.getByRole("button", { name: "Try with a sample forge" }).click();
  await expect(page).toHaveURL(/\/runs\/rn_/);
  await expect(page.getByRole("link", { name: "See the findings" })).toBeVisible({
    timeout: slowMs,
  });

  // What can be asked for and what cannot is said before any model is chosen.
  await page.goto(`${base}/settings/model-keys`);
  await expect(page.getByRole("button", { name: "Try with a scripted model" })).toBeVisible();
  await expectWholePage(page, "model-sample-keys");
  await page.goto(`${base}/findings?q=history.ts`);
  await page.getByRole("link", { name: "Shell command built from a value" }).click();
  await expect(page.getByText("No rule has a safe fix for this code.")).toBeVisible();
  await expectWholePage(page, "model-sample-none");
  await page.getByRole("button", { name: "Try with a scripted model" }).press("Enter");
  await expect(page.getByText("It is a script and no model, and nothing leaves")).toBeVisible();
  await expectWholePage(page, "model-sample-finding");
  await page.getByRole("button", { name: "Let your model propose a fix" }).press("Enter");
  await expect(page).toHaveURL(/\/runs\/rn_/);
  await expect(page.getByText("I am a script and no model: this change was")).toBeVisible({
    timeout: slowMs,
  });
  await page.getByRole("link", { name: "Review the fix" }).click({ timeout: slowMs });
  await expect(page).toHaveURL(/\/fixes\/fx_/);
  const fix = new URL(page.url()).pathname;
  await expect(
    page.getByText("by Etna, with openai-compatible/script-no-model under your key"),
  ).toBeVisible();
  for (const line of ["Tests are not weakened", "Reaches for nothing new", "Second opinion"]) {
    await expect(
      page.getByRole("region", { name: "Validation" }).getByText(new RegExp(line, "i")).first(),
    ).toBeVisible();
  }

  // The CI fails once, and the script adds what it had forgotten.
  await expect(async () => {
    await page.goto(fix);
    await expect(page.getByText(/Repaired once after your CI failed/).first()).toBeVisible({
      timeout: 1000,
    });
  }).toPass({ timeout: slowMs });
  await expect(page.getByText(".slice(-11)").first()).toBeVisible();
  await expect(async () => {
    await page.goto(fix);
    await expect(page.getByText(/^1 job passed\. /)).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: slowMs });
  await expectWholePage(page, "model-sample-fix");
  const review = await page.getByRole("link", { name: /^Pull request #/ }).getAttribute("href");

  const verification = await approve(page);
  await page.goto(verification);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("This fix is genuine.");
  await expect(
    page.getByText(/^Etna [\d.]+, with openai-compatible\/script-no-model under Script Freight’s/),
  ).toBeVisible();
  const json = `/api/v1${verification.replace("/verify/", "/fixes/")}/verification`;
  const { bundle } = await (await page.request.get(json)).json();
  const payload = Buffer.from(bundle.dsseEnvelope.payload, "base64").toString("utf8");
  const { ledger } = JSON.parse(payload).predicate.context;
  expect(ledger).toMatch(/^sha256:[0-9a-f]{64}$/);
  await expect(page.getByTitle(ledger)).toBeVisible();
  await expectWholePage(page, "model-sample-verify");

  // The list that has this digest is the run's own.
  await page.goto(fix);
  await page.getByRole("link", { name: /^Run \d+$/ }).click();
  await expect(page.getByText(`${ledger.slice(7)} etna-run-`).first()).toBeVisible();
  await keepShot(page, "model-sample-run");
  await page.goto(review ?? "");
  await expect(page.getByText("with your own key; a person decides.")).toBeVisible();
  expect(complaints.taken()).toEqual([]);
});
