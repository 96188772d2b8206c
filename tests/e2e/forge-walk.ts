import { expect, type Page } from "@playwright/test";
import { approve, proposeFix } from "./steps.ts";

const slowMs = 40_000;

/** Waits for the end of the first scan, and has a fix proposed. Returns its path, and its review. */
export async function proposeThere(page: Page, base: string, review: RegExp) {
  await expect(page.getByRole("link", { name: "See the findings" })).toBeVisible({
    timeout: slowMs,
  });
  const fix = await proposeFix(page, base, "Shell command built from a value");
  const link = page.getByRole("link", { name: review });
  const reviewUrl = (await link.getAttribute("href")) ?? "";
  return { fix, reviewUrl };
}

/** Approves in the console, merges with `button` on the forge, and waits until Etna has noticed. */
export async function approveAndMerge(
  page: Page,
  about: { readonly fix: string; readonly reviewUrl: string; readonly button: string },
): Promise<void> {
  const { fix, reviewUrl, button } = about;
  await page.goto(fix);
  const publicPage = await approve(page);
  const merge = page.getByRole("button", { name: button, exact: true });
  // It is a draft until Etna has heard that the CI is green.
  await expect(async () => {
    await page.goto(reviewUrl);
    await expect(merge).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: slowMs });
  await merge.click();
  await expect(page.getByText(/^Merged by /)).toBeVisible();
  await page.goto(fix);
  await expect(page.getByText("Signed and merged.")).toBeVisible({ timeout: slowMs });
  await page.goto(publicPage);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("This fix is genuine.");
}
