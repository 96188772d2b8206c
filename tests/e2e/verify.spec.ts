import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { makeOrganization, proposeFix, sampleRepository, signOneFix, unique } from "./steps.ts";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  expectWholePage,
  keepShot,
  narrow,
  type OpenedPage,
  openPage,
  wide,
} from "./whole-page.ts";

const name = unique("verify");
const slowMs = 40_000;
let member: Page;
let context: BrowserContext;
let page: Page;
let complaints: OpenedPage["complaints"];
let base = "";
let publicPage = "";
/** By the name it has among the files to save. */
const files: Record<string, string> = {};

test.describe.configure({ mode: "serial" });
test.use({ trace: "off", actionTimeout: 15_000 });

test.beforeAll(async ({ browser, request }) => {
  test.setTimeout(180_000);
  ({ page: member } = await openPage(browser));
  ({ page, complaints } = await openPage(browser));
  context = page.context();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  base = await makeOrganization(member, `${name}@example.test`, "Verify Freight", "Vera Verify");
  const repository = await sampleRepository(name);
  const { fix, verification } = await signOneFix(member, base, repository);
  publicPage = verification;
  const branch = repository.git("for-each-ref", "--format=%(refname:short)", "refs/heads/etna");
  repository.git("update-ref", "refs/heads/main", `refs/heads/${branch}`);
  await member.goto(fix);
  await expect(member.getByText("Signed and merged.")).toBeVisible({ timeout: slowMs });
  const names = [
    "fix.sigstore.json",
    "merged.sigstore.json",
    "keys.json",
    "trusted_root.json",
    "fix.patch",
  ];
  await expect(async () => {
    for (const each of names) {
      const answer = await request.get(`${publicPage}/${each}`);
      expect(answer.status(), each).toBe(200);
      files[each] = await answer.text();
    }
  }).toPass({ timeout: slowMs });
});

test.afterAll(async () => {
  await member.context().close();
  await context.close();
});

/** As from a file manager: the browser itself has the files, and a page only hears of them. */
async function drop(dropped: Readonly<Record<string, string>>): Promise<void> {
  const transfer = await page.evaluateHandle((entries) => {
    const data = new DataTransfer();
    for (const [each, text] of entries) data.items.add(new File([text], each));
    return data;
  }, Object.entries(dropped));
  const zone = page.locator("label", { hasText: "Drop a bundle" });
  await zone.dispatchEvent("drop", { dataTransfer: transfer });
}

function only(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((each) => [each, files[each] ?? ""]));
}

/** Everything that a drop could need is here, and from now on there is no network. */
async function openOffline(): Promise<string[]> {
  await page.goto("/verify");
  await page.waitForLoadState("networkidle");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await context.setOffline(true);
  return asked;
}

test("each check opens to what it compared: whole, in hex and base64, equal or not, to copy", async () => {
  await page.goto(publicPage);
  await expect(page.getByText(/Checked again in this browser, \d+ ms/)).toBeVisible();
  const check = page.locator("#check-patch");
  await check.locator("summary").click();
  await expect(check.getByText("Equal").first()).toBeVisible();
  const hex = await check.locator("dd code").first().innerText();
  expect(hex).toMatch(/^[0-9a-f]{64}$/);
  const base64 = Buffer.from(hex, "hex").toString("base64");
  await expect(check.getByText(base64).first()).toBeVisible();
  await check.getByRole("button", { name: "Copy In the statement in base64" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied" }).first()).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(base64);
  await page.getByRole("button", { name: "Open all" }).click();
  await expectWholePage(page, "verify-open");
  expect(complaints.taken()).toEqual([]);
});

test("the page has its address as a picture and a badge, and prints with every check open", async ({
  baseURL,
}) => {
  await page.goto(publicPage);
  const address = `${baseURL}${publicPage}`;
  await expect(
    page.getByRole("img", { name: `The address of this page: ${address}` }),
  ).toBeVisible();
  await expect(page.getByText(address, { exact: true })).toBeVisible();
  const badge = page.getByRole("img", { name: "Signed fix: verified, merged" });
  await badge.scrollIntoViewIfNeeded();
  await expect(badge).toHaveJSProperty("complete", true);
  expect(await badge.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(
    100,
  );
  const offer = page.getByRole("region", { name: "Show it in a README" });
  await offer.getByRole("button", { name: "Copy", exact: true }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `[![Signed fix](${address}/badge.svg)](${address})`,
  );
  await expectWholePage(page, "verify-merged");
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await page.setViewportSize({ width: 794, height: 1123 });
  await expect(page.getByRole("img", { name: /address of this page/ })).toBeVisible();
  await expect(page.locator("#check-inclusion dl")).toBeVisible();
  await expect(badge).toBeHidden();
  await keepShot(page, "verify-print");
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize(wide);
  expect(complaints.taken()).toEqual([]);
});

test("without scripts every check still opens", async ({ browser }) => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const still = await plain.newPage();
  await still.goto(publicPage);
  await still.locator("#check-signature summary").click();
  await expect(
    still.locator("#check-signature").getByText("Ed25519 verification returned true"),
  ).toBeVisible();
  await expect(still.locator("#check-signature button").first()).toBeHidden();
  await still.goto("/verify");
  await expect(still.locator("noscript p", { hasText: "needs JavaScript" })).toBeVisible();
  await plain.close();
});

test("a drop is checked with no request and no network, in any order, and each file is named", async () => {
  const asked = await openOffline();
  await drop(only("fix.patch", "keys.json"));
  await expect(page.getByText("Still needed: fix.sigstore.json")).toBeVisible();
  await drop(only("fix.sigstore.json"));
  await expect(page.getByRole("heading", { name: "This fix is genuine." })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "This fix is genuine." })).toBeAttached();
  await drop({ ...only("merged.sigstore.json", "trusted_root.json"), "notes.txt": "Hello.\n" });
  const list = page.getByRole("list", { name: "Your files" });
  for (const words of [/Bundle of its merge/, /Trusted root/, /^fix\.patchPatch/, /Left out/]) {
    await expect(list.getByRole("listitem").filter({ hasText: words })).toBeVisible();
  }
  await expect(page.getByText(/23 hold, 1 absent\. .* your trusted_root\.json/)).toBeVisible();
  await keepShot(page, "verify-dropped");
  await drop({ "fix.patch": `${files["fix.patch"]}\n` });
  await expect(page.getByRole("heading", { name: "Do not trust this fix." })).toBeVisible();
  await expect(page.locator("#dropped-patch").getByText("Different")).toBeVisible();
  await expectWholePage(page, "verify-dropped-invalid");
  await page.getByRole("button", { name: "Take fix.patch back" }).click();
  await expect(page.getByRole("heading", { name: /Its patch was not given/ })).toBeVisible();
  expect(asked).toEqual([]);
  await context.setOffline(false);
  expect(complaints.taken()).toEqual([]);
});

test("a bundle is pasted, by keyboard alone, and a merge is checked for itself", async () => {
  const asked = await openOffline();
  const field = page.getByLabel(/^Or paste one/);
  const paste = async (text: string) => {
    await page.evaluate((each) => navigator.clipboard.writeText(each), text);
    await field.focus();
    await page.keyboard.press("Control+V");
  };
  await paste(files["merged.sigstore.json"] ?? "");
  await expect(page.getByText("Still needed: keys.json")).toBeVisible();
  await paste(files["keys.json"] ?? "");
  await expect(page.getByRole("heading", { name: /^The merge is genuine/ })).toBeVisible();
  expect(asked).toEqual([]);
  await context.setOffline(false);
});

test("an entry is decoded, drawn up to the root, and leads back only whoever came from its fix", async () => {
  await page.goto(publicPage);
  await page
    .getByRole("link", { name: /^entry \d+$/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Entry \d+$/);
  await expect(page.getByText("The root, as the checkpoint has it")).toBeVisible();
  await expect(page.getByText("Sibling, given").first()).toBeVisible();
  await expect(page.getByText("-----BEGIN PUBLIC KEY-----").first()).toBeVisible();
  const id = publicPage.split("/").at(-1) ?? "";
  await expect(page.getByRole("link", { name: id })).toBeVisible();
  await expectWholePage(page, "log-entry-fix");
  await page.goto(new URL(page.url()).pathname);
  await expect(page.locator("body")).not.toContainText(id);
  await page.goto(`/log/entries/0?fix=${id}`);
  await expect(page.locator("main")).not.toContainText(id);
  await page.goto("/log");
  await page.getByLabel("Entry", { exact: true }).fill("1");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Entry 1");
  expect(complaints.taken()).toEqual([]);
});

test("a revoked key shows on its time line, on the page and in the badge", async ({ request }) => {
  await member.goto(`${base}/keys`);
  await member.getByRole("button", { name: "Rotate…" }).click();
  await member.getByRole("button", { name: "Rotate the key" }).click();
  const validity = member.getByRole("region", { name: "Validity" });
  await expect(validity.getByText("Retired")).toBeVisible();
  const first = await validity
    .locator("li")
    .last()
    .locator("time")
    .first()
    .getAttribute("datetime");
  await member
    .getByRole("button", { name: /^Revoke .*…$/ })
    .last()
    .click();
  await member.getByLabel("From when, in UTC").fill((first ?? "").slice(0, 19));
  await member.getByRole("button", { name: "Revoke the key" }).click();
  await expect(validity.getByText("Revoked", { exact: true })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await member.emulateMedia({ colorScheme });
    await expectAccessible(member);
    await keepShot(member, `keys-revoked-${colorScheme}`);
  }
  await member.setViewportSize(narrow);
  await expectNoSidewaysScroll(member);
  await keepShot(member, "keys-revoked-320");
  await expect(async () => {
    expect(await (await request.get(`${publicPage}/badge.svg`)).text()).toContain("key revoked");
  }).toPass({ timeout: slowMs });
  await page.goto(publicPage);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Do not trust this fix.");
  await expect(page.getByText("cosign does not know of revocations")).toBeVisible();
  await expectWholePage(page, "verify-revoked");
});

test("a badge is the same for every id that is none, kept by its tag, and open to other sites", async ({
  request,
}) => {
  const own = await request.get(`${publicPage}/badge.svg`);
  expect(own.headers()).toMatchObject({
    "content-type": "image/svg+xml; charset=utf-8",
    "cache-control": "public, no-cache",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
  });
  expect(own.headers()["set-cookie"]).toBeUndefined();
  const etag = own.headers().etag ?? "";
  const again = await request.get(`${publicPage}/badge.svg`, {
    headers: { "if-none-match": `W/"x", ${etag}` },
  });
  expect([again.status(), (await again.body()).length]).toEqual([304, 0]);
  const open = await proposeFix(member, base, "YAML loaded with a loader");
  const unsigned = open.split("/").at(-1);
  const bodies = [];
  for (const id of [unsigned, `fx_${"0".repeat(20)}`, "nonsense"]) {
    const answer = await request.get(`/verify/${id}/badge.svg`);
    expect(answer.status()).toBe(200);
    bodies.push((await answer.text()) + answer.headers().etag);
  }
  expect(new Set(bodies).size).toBe(1);
  expect(bodies[0]).toContain("Signed fix: unknown");
});
