import { expect, type Page, test } from "@playwright/test";
import { complaintsOf } from "./whole-page.ts";

/** What a page must never do, done to a page of ours: `complaintsOf` has to hear of each. */
const misdeeds: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  "a picture from elsewhere": (page) =>
    page.evaluate(() => {
      new Image().src = "https://evil.example/x.png";
    }),
  "a script from elsewhere": (page) => addElement(page, '<script src="https://evil.example/x.js">'),
  // Written, as by whoever finds a place for markup; made by a trusted script, it would be trusted.
  "a script in the page": (page) =>
    page.evaluate(() => {
      document.write("<script>1</script>");
      document.close();
    }),
  "a style in the page": (page) => addElement(page, "<style>b{}</style>"),
  "a handler in an attribute": (page) => addElement(page, '<img src="data:," onerror="1">'),
  "a frame": (page) => addElement(page, '<iframe src="https://evil.example/"></iframe>'),
  "an object": (page) => addElement(page, '<object data="https://evil.example/"></object>'),
  "a font from elsewhere": (page) =>
    page.evaluate(() =>
      new FontFace("x", "url(https://evil.example/x.woff2)").load().catch(() => 0),
    ),
  "a request to elsewhere": (page) =>
    page.evaluate(() => fetch("https://evil.example/").catch(() => 0)),
  "text that is run": (page) =>
    page.evaluate(() => {
      setTimeout("1");
    }),
  "an error on the console": (page) => page.evaluate("console.error(1)"),
  "a warning on the console": (page) => page.evaluate("console.warn(1)"),
  "an error that nobody caught": (page) =>
    page.evaluate(() => {
      setTimeout(() => {
        throw new Error("wrong");
      });
    }),
  "a promise that nobody caught": (page) =>
    page.evaluate(() => {
      void Promise.reject(new Error("wrong"));
    }),
  "an answer that is none": (page) => page.evaluate(() => fetch("/nowhere.png").catch(() => 0)),
  "a request that failed": async (page) => {
    await page.route("**/logo.svg?gone", (route) => route.abort("connectionfailed"));
    await page.evaluate(() => fetch("/logo.svg?gone").catch(() => 0));
  },
};

/** As a script of the page would add it: a script element made by hand runs where it may. */
function addElement(page: Page, markup: string): Promise<void> {
  return page.evaluate((html) => {
    const made = document.createRange().createContextualFragment(html);
    document.body.append(made);
  }, markup);
}

for (const [name, misdeed] of Object.entries(misdeeds)) {
  test(`${name} is complained about`, async ({ page }) => {
    const complaints = complaintsOf(page);
    await page.goto("/verify");
    expect(complaints.taken()).toEqual([]);
    await misdeed(page);
    await expect.poll(() => complaints.taken().length).toBeGreaterThan(0);
  });
}
