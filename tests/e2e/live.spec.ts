import { type Browser, expect, type Page, test } from "@playwright/test";
import {
  connectAndScan,
  invite,
  joinByInvitation,
  largeRepository,
  makeOrganization,
  proposeFix,
  pushCommit,
  sampleRepository,
  type TestRepository,
  unique,
} from "./steps.ts";
import { complaintsOf, expectAccessible, expectNoSidewaysScroll, narrow } from "./whole-page.ts";

const name = unique("live");
let owner: Page;
let base = "";
let repository: TestRepository;

async function fresh(browser: Browser): Promise<Page> {
  return await (await browser.newContext({ reducedMotion: "reduce" })).newPage();
}

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  owner = await fresh(browser);
  base = await makeOrganization(owner, `${name}@example.test`, "Live Freight", "Liv Live");
  repository = await sampleRepository(name);
  await connectAndScan(owner, base, repository.path);
});

test.afterAll(() => owner.context().close());

test("a run streams its steps, survives a reload, and stops when a person cancels it", async () => {
  const large = largeRepository(`${name}-large`, 20_000);
  const complaints = complaintsOf(owner);
  await owner.goto(`${base}/repositories`);
  await owner.getByLabel("Folder of the repository").fill(large.path);
  await owner.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(owner).toHaveURL(/\/runs\/rn_/);
  await expect(owner.getByText("Live", { exact: true })).toBeVisible();
  // What it says while it works comes by itself: nobody reloads.
  await expect(owner.locator("[aria-current=step]")).toContainText(/of 20000 files/);
  await owner.reload();
  await expect(owner.locator("[aria-current=step]")).toBeVisible();
  await expect(owner.getByText("Live", { exact: true })).toBeVisible();
  await owner.getByRole("button", { name: "Cancel the run" }).click();
  const dialog = owner.getByRole("dialog", { name: "Cancel this run" });
  await dialog.getByRole("button", { name: "Cancel the run" }).click();
  await expect(owner.getByText("Cancelled", { exact: true })).toBeVisible({ timeout: 40_000 });
  await expect(owner.getByRole("button", { name: "Run again" })).toBeVisible();
  await expect(owner.getByText("Live", { exact: true })).toHaveCount(0);

  await expectAccessible(owner);
  await owner.setViewportSize(narrow);
  await expectNoSidewaysScroll(owner);
  await owner.setViewportSize({ width: 1280, height: 720 });
  expect(complaints.taken()).toEqual([]);
});

test("two people approve at once, and there is one signature", async ({ browser }) => {
  const email = `${name}-second@example.test`;
  const link = await invite(owner, base, email, "approver");
  const second = await fresh(browser);
  await joinByInvitation(second, link, email);
  const fix = await proposeFix(owner, base, "YAML loaded with a loader");
  await second.goto(fix);
  const buttons = [owner, second].map((page) =>
    page.getByRole("button", { name: /Approve and sign/ }),
  );
  await Promise.all(buttons.map((button) => expect(button).toBeEnabled()));
  await Promise.all(buttons.map((button) => button.click()));
  const signed = owner.getByText("Signed. Anyone can check it.");
  await expect(signed).toBeVisible({ timeout: 40_000 });
  await second.goto(fix);
  await expect(second.getByText("Signed. Anyone can check it.")).toBeVisible({ timeout: 40_000 });

  const id = fix.split("/").at(-1) ?? "";
  await owner.goto(`${base}/audit`);
  const events = owner.getByRole("listitem").filter({ hasText: id });
  await expect(events.filter({ hasText: "fix.approve" })).toHaveCount(1);
  await expect(events.filter({ hasText: "fix.sign" })).toHaveCount(1);
  await second.context().close();
});

test("a commit pushed while the page is open is not approved: the page says so and shows it", async () => {
  await proposeFix(owner, base, "A stranger's text pasted");
  const branch = /etna\/[0-9a-f]+/.exec(await owner.locator("main").innerText())?.[0] ?? "";
  const pushed = pushCommit(repository, branch, "NOTE.md");

  await owner.getByRole("button", { name: /Approve and sign/ }).click();
  await expect(owner.getByText(/The review has a new commit/)).toBeVisible();
  const bar = owner.getByRole("region", { name: "Approve" });
  await expect(bar.getByText(pushed.slice(0, 8))).toBeVisible();
  await expect(owner.getByRole("link", { name: "NOTE.md" })).toBeVisible();
  await expect(owner.getByText("Signed. Anyone can check it.")).toHaveCount(0);
  expect(repository.git("rev-parse", branch)).toBe(pushed);

  await expect(bar.getByRole("button", { name: /Approve again/ })).toBeEnabled();
});

test("a viewer sees the fix and an approval that is off, and the key does nothing", async ({
  browser,
}) => {
  const email = `${name}-viewer@example.test`;
  const link = await invite(owner, base, email, "viewer");
  const fix = await proposeFix(owner, base, "Guessable random value");
  const viewer = await fresh(browser);
  await joinByInvitation(viewer, link, email);
  await viewer.goto(fix);
  await expect(
    viewer.getByText("Approving needs the role approver. Yours is viewer."),
  ).toBeVisible();
  await expect(viewer.getByRole("button", { name: /Approve and sign/ })).toBeDisabled();
  await expect(viewer.getByRole("button", { name: "Reject…" })).toHaveCount(0);
  await viewer.keyboard.press("ControlOrMeta+Enter");
  await viewer.reload();
  await expect(viewer.getByText("Needs approval")).toBeVisible();
  await viewer.context().close();
});

test("an organization of others looks like one that does not exist", async ({ browser }) => {
  const stranger = await fresh(browser);
  await makeOrganization(stranger, `${name}-other@example.test`, "Other Freight", "Otto Other");
  const nobody = `/o/${unique("nobody")}`;
  for (const path of ["", "/fixes", "/settings/members", "/nowhere"]) {
    const [others, none] = [
      await lookAt(stranger, base + path),
      await lookAt(stranger, nobody + path),
    ];
    expect(others).toEqual({ ...none, heading: "There is no such page.", status: 404 });
    expect(others.text).not.toContain("Live Freight");
  }
  await stranger.context().close();
});

async function lookAt(page: Page, path: string) {
  const answer = await page.goto(path);
  return {
    status: answer?.status(),
    title: await page.title(),
    heading: await page.getByRole("heading", { level: 1 }).innerText(),
    text: await page.locator("body").innerText(),
  };
}
