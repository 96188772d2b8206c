import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { makeOrganization, sampleRepository, signOneFix, unique } from "./steps.ts";
import {
  complaintsOf,
  expectAccessible,
  expectNoSidewaysScroll,
  keepShot,
  narrow,
  type OpenedPage,
  openPage,
  wide,
} from "./whole-page.ts";

const name = unique("export");
let page: Page;
let complaints: OpenedPage["complaints"];
let base = "";
let verification = "";
let folder = "";

test.describe.configure({ mode: "serial" });
test.use({ trace: "off" });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  folder = mkdtempSync(join(tmpdir(), "etna-saved-"));
  ({ page, complaints } = await openPage(browser));
  base = await makeOrganization(page, `${name}@example.test`, "Lasting Freight", "Lena Lasting");
  ({ verification } = await signOneFix(page, base, await sampleRepository(name)));
});

test.afterAll(async () => {
  await page.context().close();
  rmSync(folder, { recursive: true, force: true });
});

test("one press brings everything that proves the fixes, as one archive", async () => {
  await page.goto(`${base}/settings/data`);
  const started = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the export" }).click();
  const file = join(folder, "export.tar.gz");
  await (await started).saveAs(file);
  execFileSync("tar", ["-xzf", file, "-C", folder]);
  const root = join(folder, `etna-export-${base.split("/")[2]}`);
  execFileSync("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: root });
  const id = verification.split("/").at(-1);
  expect(readFileSync(join(root, `fixes/${id}/VERIFY.md`), "utf8")).toContain("cosign verify-blob");
  expect(complaints.taken()).toEqual([]);
});

test("a saved page checks the fix anew from the disk, with no network", async ({ browser }) => {
  const json = `/api/v1${verification.replace("/verify/", "/fixes/")}/verification`;
  const states = async () => {
    const { outside } = await (await page.request.get(json)).json();
    return outside.proofs.map(({ state }: { state: string }) => state);
  };
  await expect.poll(states, { timeout: 40_000 }).toEqual(["holds", "holds"]);
  await page.goto(verification);
  const started = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save" }).click();
  const file = join(folder, "saved.html");
  await (await started).saveAs(file);

  const offline = await browser.newContext({ offline: true, viewport: wide });
  const saved = await offline.newPage();
  const said = complaintsOf(saved);
  const asked: string[] = [];
  saved.on("request", (request) => asked.push(request.url()));
  await saved.goto(pathToFileURL(file).href);
  await expect(saved.getByRole("heading", { level: 1 })).toHaveText("This fix is genuine.");
  await expect(saved.getByText(/hold/).first()).toBeVisible();
  await expect(saved.locator("details.holds")).not.toHaveCount(0);
  await expect(saved.locator("details.fails")).toHaveCount(0);
  // An entry of a public log is checked here; a timestamp is not, and it says so.
  await expect(saved.locator("details#check-public_entry.holds")).toContainText("Holds");
  await expect(saved.locator("details#check-timestamp")).toContainText("Not checked here");
  await expect(saved.getByText("openssl ts -verify")).toHaveCount(1);
  const token = saved.waitForEvent("download");
  await saved.getByRole("link", { name: "fix.timestamp.tsr" }).click();
  const response = readFileSync(await (await token).path());
  expect(response.equals(await servedToken())).toBe(true);
  for (const colorScheme of ["light", "dark"] as const) {
    await saved.emulateMedia({ colorScheme });
    await expectAccessible(saved);
    await keepShot(saved, `saved-fix-${colorScheme}`);
  }
  await saved.setViewportSize(narrow);
  await expectNoSidewaysScroll(saved);
  await keepShot(saved, "saved-fix-narrow");
  expect(asked).toEqual([pathToFileURL(file).href]);
  expect(said.taken()).toEqual([]);

  // One byte of the patch, and one of the signature.
  const text = readFileSync(file, "utf8");
  const torn = [text.replace(/("fix.patch":"[^"]*?)execFile/, "$1execFilf"), tornSignature(text)];
  for (const changed of torn) {
    expect(changed).not.toBe(text);
    writeFileSync(file, changed);
    await saved.goto(pathToFileURL(file).href);
    await expect(saved.getByRole("heading", { level: 1 })).toHaveText("Do not trust this fix.");
    await expect(saved.locator("details.fails")).not.toHaveCount(0);
  }
  // And what the public log vouches for: its entry fails, and the fix is as genuine as before.
  const entry = text.indexOf('fix.timestamped.sigstore.json":');
  const later = text
    .slice(entry)
    .replace(/(\\"tlogEntries\\": .*?\\"integratedTime\\".*?\\"integratedTime\\": \\")./, "$19");
  expect(later).not.toBe(text.slice(entry));
  writeFileSync(file, text.slice(0, entry) + later);
  await saved.goto(pathToFileURL(file).href);
  await expect(saved.getByRole("heading", { level: 1 })).toHaveText("This fix is genuine.");
  await expect(saved.locator("details#check-public_entry.fails")).toContainText("Fails");
  await offline.close();
});

async function servedToken(): Promise<Buffer> {
  return await (await page.request.get(`${verification}/fix.timestamp.tsr`)).body();
}

function tornSignature(text: string): string {
  return text.replace(/(\\"sig\\": \\")(.)/, (_, start: string, byte: string) => {
    return `${start}${byte === "A" ? "B" : "A"}`;
  });
}
