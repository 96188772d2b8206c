import { expect, type Page, test } from "@playwright/test";
import { type SeededReport, signReports } from "./signed-report.ts";
import { makeOrganization, switchNames, unique } from "./steps.ts";
import { expectWholePage, keepShot, type OpenedPage, openPage, wide } from "./whole-page.ts";

const name = unique("reports");
let member: Page;
let page: Page;
let complaints: OpenedPage["complaints"];
let failed: SeededReport;
let passed: SeededReport;
let open: SeededReport;

test.describe.configure({ mode: "serial" });
test.use({ trace: "off" });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  ({ page: member } = await openPage(browser));
  ({ page, complaints } = await openPage(browser));
  const email = `${name}@example.test`;
  const base = await makeOrganization(member, email, "Report Freight", "Rita Report");
  const slug = base.split("/")[2] ?? "";
  [failed, open] = (await signReports(slug, [{}, { gate: "too_little" }])) as [
    SeededReport,
    SeededReport,
  ];
  await switchNames(member, base, "Show names");
  const cases = { planned: 90, breach: 0, resisted: 88, inconclusive: 1, error: 1, not_tested: 0 };
  [passed] = (await signReports(slug, [{ agent: "Refund agent", cases, gate: "passed" }])) as [
    SeededReport,
  ];
});

test.afterAll(async () => {
  await member.context().close();
  await page.context().close();
});

function fileOf(text: string) {
  return { name: "report.json", mimeType: "application/json", buffer: Buffer.from(text) };
}

test("a signed report whose gate failed says both, and looks like no pass", async () => {
  await page.goto(failed.verification);
  await expect(page).toHaveTitle(/^Verified report .*, gate failed/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Signed by Report Freight, unchanged. The gate failed: 11 breaches of 1,080.",
  );
  await expect(page.getByText("Verified, and its gate failed")).toBeVisible();
  await expect(
    page.getByText(/Checked again in this browser, \d+ ms: 8 hold, 1 not run/),
  ).toBeVisible();
  await expect(page.getByText("Booking assistant")).toHaveCount(0);
  await expectWholePage(page, "verify-report-failed");
  await page.getByRole("link", { name: /^entry \d+$/ }).click();
  await page.getByRole("link", { name: failed.campaignId }).click();
  await expect(page.getByRole("heading", { name: "The report itself is not here" })).toBeVisible();
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await page.setViewportSize({ width: 794, height: 1123 });
  await expect(page.locator("#check-inclusion dl")).toBeVisible();
  await keepShot(page, "verify-report-print");
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize(wide);
  expect(complaints.taken()).toEqual([]);
});

test("one that passed, with names in the open, and one whose gate gave no answer", async () => {
  await page.goto(passed.verification);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Signed by Report Freight, unchanged. The gate passed: 0 breaches of 90.",
  );
  await expect(page.getByText("Refund agent")).toBeVisible();
  await expect(page.getByText("Rita Report").first()).toBeVisible();
  await expectWholePage(page, "verify-report-passed");
  await page.goto(open.verification);
  await expect(page.getByText("Verified, and its gate gave no answer")).toBeVisible();
  expect(complaints.taken()).toEqual([]);
});

test("a report that is dropped into the page is compared in this browser, right or altered", async () => {
  await page.goto(failed.verification);
  await page.waitForLoadState("networkidle");
  await page.context().setOffline(true);
  const zone = page.getByLabel("Compare my report");
  await zone.setInputFiles(fileOf(failed.report));
  const right = page.getByRole("heading", { name: "This report is the one that was signed." });
  await expect(right).toBeVisible();
  await expect(
    page.getByText(/^The gate failed: 11 breaches of 1,080\. 9 of 9 hold/),
  ).toBeVisible();
  await expectWholePage(page, "verify-report-dropped");
  await zone.setInputFiles(fileOf(failed.report.replace('"breach":11', '"breach":10')));
  await expect(page.getByRole("heading", { name: "Do not trust this report." })).toBeVisible();
  await expect(page.getByText(/^The report is not the one that was signed/).first()).toBeVisible();
  await expect(right).toHaveCount(0);
  await zone.setInputFiles(fileOf(""));
  await expect(page.getByRole("heading", { name: "Do not trust this report." })).toBeVisible();
  await keepShot(page, "verify-report-altered");
  await page.context().setOffline(false);
  expect(complaints.taken()).toEqual([]);
});

test("bundle and report are taken on the page for anyone's files, in any order", async ({
  request,
}) => {
  await page.goto("/verify");
  const zone = page.getByLabel("Drop a bundle, and its patch or report if you have it");
  await zone.setInputFiles(fileOf(failed.report));
  await expect(page.getByText("Still needed: bundle.json and keys.json.")).toBeVisible();
  const taken = async (file: string) => {
    const answer = await request.get(`${failed.verification}/${file}`);
    return { name: file, mimeType: "application/json", buffer: await answer.body() };
  };
  await zone.setInputFiles(await taken("bundle.json"));
  await expect(page.getByRole("link", { name: "its keys.json" })).toHaveAttribute(
    "href",
    `${failed.verification}/keys.json`,
  );
  await zone.setInputFiles(await taken("keys.json"));
  await expect(
    page.getByRole("heading", { name: "This report is the one that was signed." }),
  ).toBeVisible();
  expect(complaints.taken()).toEqual([]);
});

test("without scripts it says the same, every check opens, and files and commands are there", async ({
  browser,
  request,
}) => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const still = await plain.newPage();
  await still.goto(failed.verification);
  await expect(still.getByRole("heading", { level: 1 })).toContainText("The gate failed");
  await still.locator("#check-report_statement summary").click();
  await expect(
    still
      .locator("#check-report_statement")
      .getByText(/attack-report\/v1/)
      .first(),
  ).toBeVisible();
  const words = { hasText: "Without JavaScript, the commands below" };
  await expect(still.locator("noscript p", words)).toBeVisible();
  await expect(still.getByText(/cosign verify-blob-attestation/)).toBeVisible();
  await expect(still.getByText(/etna verify bundle\.json/)).toBeVisible();
  for (const file of ["bundle.json", "instance.pub", "trusted_root.json", "keys.json"]) {
    await expect(still.getByRole("link", { name: file })).toBeVisible();
    expect((await request.get(`${failed.verification}/${file}`)).status(), file).toBe(200);
  }
  expect((await request.get(`${failed.verification}/report.json`)).status()).toBe(404);
  await plain.close();
});
