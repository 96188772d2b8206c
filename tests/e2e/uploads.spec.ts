import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { log, run, result as sarifResult } from "../support/sarif.ts";
import { markupEverywhere } from "../vectors/sarif/hostile.ts";
import { connectAndScan, makeOrganization, pushCommit, sampleRepository, unique } from "./steps.ts";
import {
  complaintsOf,
  expectAccessible,
  expectNoSidewaysScroll,
  keepShot,
  narrow,
  wide,
} from "./whole-page.ts";

const name = unique("uploads");
const shownPath = "src/labels.ts";
let context: BrowserContext;
let page: Page;
let complaints: ReturnType<typeof complaintsOf>;
let base = "";
let repository = "";
const left: string[] = [];

test.describe.configure({ mode: "serial" });
test.use({ trace: "off" });

test.beforeAll(async ({ browser, baseURL }) => {
  test.setTimeout(180_000);
  context = await browser.newContext({ viewport: wide, reducedMotion: "reduce" });
  page = await context.newPage();
  complaints = complaintsOf(page);
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(baseURL ?? "").origin) left.push(request.url());
  });
  page.on("dialog", (dialog) => {
    left.push(dialog.message());
    void dialog.dismiss();
  });
  base = await makeOrganization(page, `${name}@example.test`, "Upload Freight", "Uma Upload");
  const made = await sampleRepository(name);
  pushCommit(
    made,
    "main",
    "README.md",
    "# Hello\n\n<img src=x onerror=window.etnaRan=true> ![p](https://evil.example/p.png)\n",
  );
  await connectAndScan(page, base, made.path);
  await page.goto(`${base}/repositories`);
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("button", { name: "Scan now" })).toBeVisible();
  repository = new URL(page.url()).pathname;
});

test.afterAll(async () => {
  await context.close();
});

async function upload(value: object, fileName = "results.sarif"): Promise<void> {
  await page.goto(repository);
  await page.getByLabel("Drop another scanner’s SARIF file").setInputFiles({
    name: fileName,
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(value)),
  });
}

/** Nothing ran, nothing left, nothing but our own pictures stands on the page. */
async function expectInert(): Promise<void> {
  expect(await page.evaluate(() => "etnaRan" in window)).toBe(false);
  expect(left).toEqual([]);
  const strange = await page.evaluate(() =>
    [...document.querySelectorAll("main *")].flatMap((element) => {
      const bad = ["IMG", "IFRAME", "SCRIPT", "STYLE", "OBJECT", "EMBED", "VIDEO", "BASE", "MATH"];
      const handlers = element.getAttributeNames().filter((each) => each.startsWith("on"));
      const inText = element.closest(".md") !== null;
      const href = inText ? element.getAttribute("href") : null;
      const odd = href !== null && !/^(?:https?:\/\/|mailto:)/.test(href);
      const isBad = inText && bad.includes(element.tagName);
      return isBad || odd || handlers.length > 0 ? [element.outerHTML.slice(0, 100)] : [];
    }),
  );
  expect(strange).toEqual([]);
}

test("a scanner's file becomes findings, and says what it did", async () => {
  await upload(log(run("Scout", [sarifResult("scout-rule", { uri: shownPath, line: 3 })])));
  await expect(page.getByText("Scout: 1 finding, 1 new, 0 gone.")).toBeVisible();
  await upload(log(run("Scout", [sarifResult("scout-rule", { uri: shownPath, line: 3 })])));
  await expect(page.getByText("Scout: 1 finding, 0 new, 0 gone.")).toBeVisible();
  await page.goto(`${base}/findings?q=scout-rule`);
  await page.getByRole("link", { name: "scout-rule says so." }).click();
  await expect(page.getByText("Reported by")).toBeVisible();
  await expect(page.getByText(`${shownPath}:3:1`)).toBeVisible();
});

test("a file that is none is refused in place, in words", async () => {
  await upload({ version: "2.0.0", runs: [] });
  await expect(page.getByText("Etna reads SARIF 2.1.0.")).toBeVisible();
  expect(complaints.taken()).toEqual([]);
});

test("a hostile file's finding is text, in both themes and at every width", async () => {
  await upload(markupEverywhere("Hostile", shownPath, 5), "<img src=x onerror=1>.sarif");
  await expect(page.getByText("1 finding, 1 new, 0 gone.")).toBeVisible();
  await expectInert();
  await page.goto(`${base}/findings?q=Title`);
  await expectInert();
  await page.getByRole("link", { name: /^Title <img/ }).click();
  await expect(page.getByRole("heading", { name: "Why it matters" })).toBeVisible();
  expect(await page.locator(".md").first().innerText()).toContain("<script>window.etnaRan = true");
  for (const colorScheme of ["light", "dark"] as const) {
    for (const viewport of [wide, narrow]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await page.reload();
      await expect(page.locator(".md").first()).toBeVisible();
      await expectInert();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await keepShot(page, `hostile-finding-${colorScheme}-${viewport.width}`);
    }
  }
  await page.setViewportSize(wide);
  expect(complaints.taken()).toEqual([]);
});

test("a repository's README is closed until asked for, and text when it is", async () => {
  await page.goto(repository);
  const readme = page.locator("details", { hasText: "README.md" });
  await expect(readme.getByRole("heading", { name: "Hello" })).toBeHidden();
  await readme.locator("summary").click();
  await expect(readme.getByRole("heading", { name: "Hello" })).toBeVisible();
  await expect(readme).toContainText("p (picture: https://evil.example/p.png)");
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    await expectInert();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await keepShot(page, `readme-${viewport.width}`);
  }
  await page.setViewportSize(wide);
  expect(complaints.taken()).toEqual([]);
});

test("files dropped on the verification page are refused in words, whatever they are called", async () => {
  await page.goto("/verify");
  const deep = `{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","a":${"[".repeat(900)}${"]".repeat(900)}}`;
  await page.getByLabel("Drop a bundle, and its patch or report if you have it").setInputFiles({
    name: "<img src=x onerror=window.etnaRan=true>.json",
    mimeType: "text/html",
    buffer: Buffer.from(deep),
  });
  await expect(page.getByRole("alert").filter({ hasText: "levels deep" })).toContainText(
    "<img src=x",
  );
  await expectInert();
});
