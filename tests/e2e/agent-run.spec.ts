import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { chooseModel, commandsRepository, makeToken, startModelFix } from "./model-steps.ts";
import { connectAndScan, makeOrganization, unique } from "./steps.ts";
import { complaintsOf, expectWholePage, keepShot, wide } from "./whole-page.ts";

const name = unique("agent");
let page: Page;
let complaints: ReturnType<typeof complaintsOf>;
let base = "";
let first = "";

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  page = await (await browser.newContext({ viewport: wide, reducedMotion: "reduce" })).newPage();
  complaints = complaintsOf(page);
  base = await makeOrganization(page, `${name}@example.test`, "Agent Freight", "Ada Agent");
  await chooseModel(base.split("/")[2] ?? "");
  await connectAndScan(page, base, await commandsRepository(name));
  first = await startModelFix(page, base, await makeToken(page, base), name);
});

test.afterAll(() => page.context().close());

const did = () => page.getByRole("region", { name: "What the agent did" });

test("the steps come in while the model works, and say what was looked at, changed and checked", async () => {
  await page.goto(first);
  await expect(did().getByText("At work")).toBeVisible();
  await expect(did().getByText("Searched for “exec(”")).toBeVisible();
  await expect(did().getByText("Looked at src/log-1.ts 1–4")).toBeVisible();
  await expect(page.getByText("so far", { exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "src/log-1.ts" }).first()).toBeVisible();
  await keepShot(page, "agent-run-live");
  // It survives a reload.
  await page.reload();
  await expect(did().getByText("Edited src/log-1.ts")).toBeVisible();
  await expect(did().getByText("Gave up")).toBeVisible();
});

test("a run without a pull request says what was tried and why it stopped", async () => {
  const tried = page.getByRole("region", { name: "What was tried" });
  await expect(tried.getByText("The model gave up: The output is piped into head.")).toBeVisible();
  await expect(tried.getByText("src/log-1.ts").first()).toBeVisible();
  await expect(tried.getByText(/Failed:/)).toBeVisible();
  await expect(tried.getByText(/^3 steps, 3,600 tokens in, 240 out/)).toBeVisible();
  await expect(page.getByText(/none of it was kept/)).toBeVisible();
  await expectWholePage(page, "agent-run-ended");
});

test("the ledger shows each range that left, and its file has the digest that is said", async () => {
  const left = page.getByRole("region", { name: "What left your repository" });
  const file = left.locator("summary").filter({ hasText: "src/log-1.ts" });
  await file.focus();
  await page.keyboard.press("Enter");
  await expect(left.getByText("request 2").first()).toBeVisible();
  await keepShot(page, "agent-run-ledger");
  const download = page.waitForEvent("download");
  await left.getByRole("link", { name: "Save the ledger" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^etna-run-\d+-ledger\.json$/);
  const digest = createHash("sha256")
    .update(await readFile(await saved.path()))
    .digest("hex");
  await expect(left.getByText(`${digest}  ${saved.suggestedFilename()}`)).toBeVisible();
});

test("by keyboard, with a note: what was typed is kept when it is too short, then the model repairs", async () => {
  const note = page.getByLabel("What should it do otherwise?");
  await note.focus();
  await page.keyboard.type("ab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Say what to do otherwise, in a few words.")).toBeVisible();
  await expect(note).toHaveValue("ab");
  await note.fill("Use execFile: nobody needs the pipe.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(first);
  await expect(page.getByText("Use execFile: nobody needs the pipe.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Review the fix" })).toBeVisible({
    timeout: 40_000,
  });
  await expect(page.getByText(/^Another try of/)).toBeVisible();
  await expect(page.getByText("openai-compatible/qwen3-coder (your key)")).toBeVisible();
  await expectWholePage(page, "agent-run-proposed");
  await page.goto(first);
  await expect(page.getByText(/^Tried again:/)).toBeVisible();
});

test("the two tries stand side by side; a run of nothing in common is not found", async () => {
  await page.getByRole("link", { name: /^Compare with Run/ }).click();
  await expect(
    page.getByRole("heading", { level: 1, name: /^Run \d+ and Run \d+$/ }),
  ).toBeVisible();
  const table = page.getByRole("table", { name: "The two runs, fact by fact" });
  await expect(table.getByRole("row", { name: /^Steps 3 2$/ })).toBeVisible();
  await expect(page.getByRole("table", { name: "Changes in src/log-1.ts" })).toHaveCount(2);
  await expectWholePage(page, "agent-run-compare");
  expect(complaints.taken()).toEqual([]);
  await page.goto(`${first}/compare/rn_${"0".repeat(20)}`);
  await expect(page.getByRole("heading", { level: 1, name: /^There is no/ })).toBeVisible();
  await page.goto(`${base}/fixes`);
  await page.getByRole("main").getByRole("link").first().click();
  await expect(page.getByRole("region", { name: "What left your repository" })).toContainText(
    "The fix’s statement names this digest once it is signed.",
  );
  await expect(
    page.getByText("by Etna, with openai-compatible/qwen3-coder under your key"),
  ).toBeVisible();
  await expectWholePage(page, "agent-fix");
});
