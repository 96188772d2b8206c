import { mkdirSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page } from "@playwright/test";

export const wide = { width: 1440, height: 900 };
export const narrow = { width: 320, height: 640 };

export interface OpenedPage {
  readonly page: Page;
  readonly complaints: ReturnType<typeof complaintsOf>;
}

/** A browser of its own, wide and without motion, that notes what its page complains about. */
export async function openPage(browser: Browser): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: wide, reducedMotion: "reduce" });
  const page = await context.newPage();
  return { page, complaints: complaintsOf(page) };
}

/** Collects what a page complains about: the console, scripts, requests that failed. */
export function complaintsOf(page: Page): { taken(): readonly string[] } {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // The next page was asked for before this answer came.
    if (why !== "net::ERR_ABORTED") complaints.push(`request: ${why} ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  return { taken: () => complaints.splice(0) };
}

/** No serious or critical violation, each said with its element. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`));
  expect(grave).toEqual([]);
}

/** The page is no wider than the window. Diffs and commands scroll within themselves. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const tooWide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .map((element) => element.outerHTML.slice(0, 120));
  });
  expect(tooWide).toEqual([]);
}

/** With ETNA_SHOTS=folder every page that is checked is also kept as a picture. */
export async function keepShot(page: Page, name: string): Promise<void> {
  const folder = process.env.ETNA_SHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** The page as it stands in both themes and narrow: accessible, nothing aside, kept as pictures. */
export async function expectWholePage(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
    await keepShot(page, `${name}-${colorScheme}`);
  }
  await page.setViewportSize(narrow);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await keepShot(page, `${name}-narrow`);
  await page.setViewportSize(wide);
}
