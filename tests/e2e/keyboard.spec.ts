import { expect, type Locator, type Page, test } from "@playwright/test";
import { connectAndScan, makeOrganization, proposeFix, sampleRepository, unique } from "./steps.ts";

// Everything here is done without the mouse; clicks belong to the seeding alone.

const name = unique("keys");
let page: Page;
let base = "";
let fix = "";

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  page = await (await browser.newContext({ reducedMotion: "reduce" })).newPage();
  base = await makeOrganization(page, `${name}@example.test`, "Keyboard Freight", "Kai Keys");
  const repository = await sampleRepository(name);
  await connectAndScan(page, base, repository.path);
  fix = await proposeFix(page, base, "Shell command built from a value");
});

test.afterAll(() => page.context().close());

function palette(): Locator {
  return page.getByRole("dialog", { name: "Search or jump to" });
}

/** What has the focus is marked by an outline, or is a row of the palette. */
async function expectVisibleFocus(): Promise<void> {
  const outline = await page.evaluate(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return "nothing has the focus";
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    return `${outlineStyle} ${Number.parseFloat(outlineWidth) > 0 ? "wide" : "without width"}`;
  });
  expect(outline).toMatch(/^(solid|auto) wide$/);
}

async function openPage(path: string, heading: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  // The shell answers to keys once its scripts run; they are what adds the local time.
  await expect(page.locator("aside time")).toHaveAttribute("title", /·.*·/);
}

test("the first Tab offers to skip to the content, and every stop on the way shows its focus", async () => {
  await openPage(base, "Overview");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  for (let stop = 0; stop < 12; stop++) {
    await expectVisibleFocus();
    await page.keyboard.press("Tab");
  }
  await page.getByRole("link", { name: "Skip to content" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});

test("J and K move along the rows, Enter opens one", async () => {
  await openPage(`${base}/findings`, "Findings");
  const rows = page.locator("main [data-row]");
  await page.keyboard.press("j");
  await expect(rows.nth(0)).toBeFocused();
  await expectVisibleFocus();
  await page.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows.nth(0)).toBeFocused();
  const title = await rows.nth(0).innerText();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
});

test("G and a letter goes to a page, but not while someone types", async () => {
  await openPage(`${base}/findings`, "Findings");
  await page.getByRole("searchbox", { name: "Search findings" }).focus();
  await page.keyboard.type("gr?jk");
  await expect(page.getByRole("searchbox")).toHaveValue("gr?jk");
  await expect(page.getByRole("heading", { level: 1, name: "Findings" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(page.getByRole("heading", { level: 1, name: "Runs" })).toBeVisible();
});

test("? shows the keys, Escape closes them and gives the focus back", async () => {
  await openPage(`${base}/findings`, "Findings");
  await page.keyboard.press("j");
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(dialog).toBeVisible();
  // Keys of the page rest while a dialog is open.
  await page.keyboard.press("j");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.locator("main [data-row]").nth(0)).toBeFocused();
});

test("the palette finds a finding by its words and opens it", async () => {
  await openPage(base, "Overview");
  await page.keyboard.press("ControlOrMeta+k");
  await expect(palette()).toBeVisible();
  await page.keyboard.type("yaml loaded");
  const found = palette().getByRole("option", { name: /YAML loaded with a loader/ });
  await expect(found).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("heading", { level: 1, name: /YAML loaded with a loader/ }),
  ).toBeVisible();
});

test("Escape closes the palette and a second ⌘K does too", async () => {
  await openPage(base, "Overview");
  await page.keyboard.press("ControlOrMeta+k");
  await expect(palette()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette()).toBeHidden();
  await page.keyboard.press("ControlOrMeta+k");
  await expect(palette()).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  await expect(palette()).toBeHidden();
});

test("the palette reaches every page of the console", async () => {
  await openPage(base, "Overview");
  for (const label of ["Audit log", "Signing keys", "Members", "Repositories"]) {
    await page.keyboard.press("ControlOrMeta+k");
    await page.keyboard.type(label.toLowerCase());
    await expect(palette().getByRole("option", { selected: true })).toContainText(label);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: label })).toBeVisible();
  }
});

test("the rejection dialog keeps the focus, and gives it back when it is left", async () => {
  await page.goto(fix);
  const reject = page.getByRole("button", { name: "Reject…" });
  await expect(reject).toBeVisible();
  await reject.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Reject this fix" });
  await expect(dialog).toBeVisible();
  for (let stop = 0; stop < 6; stop++) {
    await page.keyboard.press("Tab");
    await expect(dialog.locator(":focus")).toHaveCount(1);
  }
  // Nothing is approved behind the back of an open dialog.
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(reject).toBeFocused();
  await expect(page.getByText("You approve exactly this.")).toBeVisible();
});

test("from the palette to a signature without the mouse", async () => {
  await openPage(base, "Overview");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("approve");
  await expect(palette().getByRole("option", { selected: true })).toContainText(
    /Approve: Run the command/,
  );
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(fix);
  await expect(page.getByText("You approve exactly this.")).toBeVisible();
  await page.keyboard.press("n");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByText("Signed. Anyone can check it.")).toBeVisible({ timeout: 40_000 });
});
