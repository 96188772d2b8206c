import { expect, type Page, test } from "@playwright/test";
import { ageFindings } from "./age-findings.ts";
import { makeOrganization, unique } from "./steps.ts";
import { complaintsOf, expectWholePage, wide } from "./whole-page.ts";

const slowMs = 40_000;

test.describe.configure({ timeout: 240_000 });

/** A repository of the sample forge, scanned, where one fix may wait at a time. */
async function begin(page: Page): Promise<string> {
  const email = `${unique("fiona")}@example.test`;
  const base = await makeOrganization(page, email, "Findings Freight", "Fiona Findings");
  await page.getByRole("button", { name: "Try with a sample forge" }).click();
  await expect(page).toHaveURL(/\/runs\/rn_/);
  await expect(page.getByRole("link", { name: "See the findings" })).toBeVisible({
    timeout: slowMs,
  });
  await page.goto(`${base}/settings/policies`);
  await page.getByLabel("Fixes at a time").fill("1");
  await page.getByRole("button", { name: "Save" }).nth(1).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  return base;
}

test("findings: filtered in the address, decided about together, and all of a rule fixed", async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  await page.setViewportSize(wide);
  // Else a colour is measured on its way from one theme to the other.
  await page.emulateMedia({ reducedMotion: "reduce" });
  const base = await begin(page);

  await page.getByLabel("High", { exact: true }).fill("10");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByText("All deadlines are counted anew.")).toBeVisible();

  await page.goto(`${base}/findings`);
  const rows = page.getByRole("region", { name: "Findings" }).getByRole("listitem");
  await expect(rows.getByText("due in 10 days").last()).toBeVisible();
  const all = await rows.count();
  await page.getByLabel("Rule", { exact: true }).selectOption("js/");
  await expect(page).toHaveURL(/rule=js%2F/);
  await expect(rows).not.toHaveCount(all);
  const ofJs = await rows.count();
  await page.getByLabel("Deadline").selectOption("over");
  await expect(page.getByText("No finding is like that.")).toBeVisible();
  await page.getByLabel("Deadline").selectOption("");
  await expect(rows).toHaveCount(ofJs);

  // By keyboard alone: choose two, ignore them with a reason, and take it back.
  const boxes = rows.getByRole("checkbox");
  await boxes.nth(0).focus();
  await page.keyboard.press("Space");
  await boxes.nth(1).focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("2 findings chosen")).toBeVisible();
  await expectWholePage(page, "findings-chosen");
  await page.getByRole("button", { name: "Ignore…" }).press("Enter");
  await page.getByLabel("Reason").fill("Known, and harmless here.");
  await page.getByRole("button", { name: "Ignore 2 findings" }).press("Enter");
  await expect(page.getByText("2 ignored.")).toBeVisible();
  await expect(rows).toHaveCount(ofJs - 2);
  await page.goto(`${base}/findings?state=ignored`);
  await page.getByLabel("All", { exact: true }).check();
  await page.getByRole("button", { name: "Open again" }).click();
  await expect(page.getByText("No finding is like that.")).toBeVisible();

  await ageFindings(base.split("/")[2] ?? "", 40);
  await page.goto(base);
  await expect(page.getByText(/^\d+ overdue$/).first()).toBeVisible();
  await expectWholePage(page, "overview-overdue");
  await page.goto(`${base}/findings?due=over&sort=due`);
  await expect(rows.getByText("30 days over").last()).toBeVisible();
  await expect(page.getByRole("table", { name: /by week, all findings/ })).toHaveCount(1);
  await expectWholePage(page, "findings-overdue");

  await page.goto(`${base}/findings?group=rule`);
  const group = page.getByRole("listitem").filter({ hasText: "js/insecure-random" });
  await expectWholePage(page, "findings-grouped");
  await group.getByRole("link").click();
  await expect(page).toHaveURL(/findings\?rule=js%2Finsecure-random$/);
  await page.getByRole("button", { name: "Fix all 2" }).click();
  await expect(page.getByText(/One waits for room/)).toBeVisible();
  await expect(page.getByText(/One fix waits for a person/)).toBeVisible({ timeout: slowMs });
  await expectWholePage(page, "findings-of-rule");
  await page.getByRole("button", { name: "Take back what waits" }).click();
  await expect(page.getByText(/The rule can fix one of these/)).toBeVisible();

  await page
    .getByRole("region", { name: /Guessable/ })
    .getByRole("link")
    .first()
    .click();
  await expect(page).toHaveURL(/\/docs\/rules\/js\/insecure-random/);
  await page.getByRole("link", { name: "Rules", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Rules" })).toBeVisible();
  await expectWholePage(page, "rules");
  expect(complaints.taken()).toEqual([]);
});
