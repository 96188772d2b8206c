import { expect, type Page, test } from "@playwright/test";
import { startTestAgent, type TestAgent } from "../support/campaign-world.ts";
import { connectAndScan, makeOrganization, sampleRepository, unique } from "./steps.ts";
import { expectWholePage, type OpenedPage, openPage } from "./whole-page.ts";

const name = unique("campaigns");
const port = Number(process.env.ETNA_E2E_TARGET_PORT ?? 3218);
const secret = `k-${"7".repeat(20)}`;
const slowMs = 60_000;

let agent: TestAgent;
let owner: OpenedPage;
let page: Page;
let base = "";
let target = "";
let first = "";

test.describe.configure({ mode: "serial" });
// A recording of this many pages costs more than the pages.
test.use({ trace: "off" });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(150_000);
  agent = await startTestAgent(port);
  owner = await openPage(browser);
  page = owner.page;
  base = await makeOrganization(page, `${name}@example.test`, "Attacked Freight", "Ada Attack");
  await connectAndScan(page, base, (await sampleRepository(name)).path);
  expect(owner.complaints.taken()).toEqual([]);
});

test.afterAll(async () => {
  await page.context().close();
  await agent.close();
});

test.afterEach(() => {
  expect(owner.complaints.taken()).toEqual([]);
});

test("an agent is added with a secret that no page shows again, and nothing is sent to it", async () => {
  await page.goto(`${base}/campaigns`);
  await page.getByRole("main").getByRole("link", { name: "Add a target" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Quote agent");
  await page.getByLabel("Address", { exact: true }).fill(`${agent.origin}/chat`);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: so a target names a secret
  await page.getByLabel("Headers").fill("authorization: Bearer ${AGENT_KEY}");
  await page.getByLabel("AGENT_KEY").fill(secret);
  await page.getByLabel("Texts that must not come out").fill("the winter rate is 1.184");
  await page.getByLabel(/^markdown/).check();
  await page.getByLabel("Repository").selectOption({ label: name });
  await expectWholePage(page, "target-new-filled");
  await page.getByRole("button", { name: "Add the target" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Quote agent" })).toBeVisible();
  target = new URL(page.url()).pathname;
  expect(await page.content()).not.toContain(secret);
  expect(agent.asked).toEqual([]);
});

test("its address has to show the token before anything is sent", async () => {
  await expect(page.getByRole("link", { name: "Start a campaign" })).toHaveCount(0);
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText(/does not hold the token/).first()).toBeVisible();
  await expectWholePage(page, "target-unproven");
  const token = /agent-etna-[0-9a-f]{32}/.exec(await page.getByRole("main").innerText())?.[0];
  agent.proof = { file: `${token}\n` };
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("Shown to be yours", { exact: true })).toBeVisible();
});

test("one harmless request is shown whole, without the secret", async () => {
  agent.reply = (_, { headers }) => `Quotes. I was sent ${headers.authorization}`;
  await page.getByRole("button", { name: "Send one request" }).click();
  await expect(page.getByText("It answered", { exact: true })).toBeVisible();
  await expect(page.getByText(/Quotes\. I was sent Bearer \$\{AGENT_KEY\}/).first()).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await expectWholePage(page, "target-tried");
});

test("policy, schedule and caps are set, and a breach is accepted until a day", async () => {
  await page.getByRole("link", { name: "Policy and schedule" }).click();
  await page.getByLabel("A campaign begins").selectOption("weekly");
  await page.getByLabel("Profile").selectOption("smoke");
  await page.getByRole("button", { name: "Save the schedule" }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(page.getByLabel("A campaign begins")).toHaveValue("weekly");
  await page.getByLabel("Requests a minute").fill("6000");
  await page.getByLabel("Attempts at once").fill("16");
  await page.getByRole("button", { name: "Save the caps" }).click();
  await expect(page.getByText("Saved.", { exact: true })).toHaveCount(2);
  await page.getByLabel("Budget of each category, %").fill("more");
  await page.getByRole("button", { name: "Save the policy" }).click();
  await expect(page.getByText("A number from 0 to 100.")).toBeVisible();
  await page.getByLabel("Budget of each category, %").fill("7.5");
  await page.getByRole("button", { name: "Save the policy" }).click();
  await expect(page.getByText("It holds from the next campaign on.")).toBeVisible();
  await page.getByLabel("Attack", { exact: true }).fill("LLM05-001");
  await page.getByLabel("Until").fill("2099-01-31");
  await page.getByLabel("Why it is accepted").fill("Shown as plain text only.");
  await page.getByRole("button", { name: "Accept this breach" }).click();
  await expect(page.getByText("Until 2099-01-31, that day included")).toBeVisible();
  await expectWholePage(page, "target-settings");
  await page.reload();
  await expect(page.getByLabel("Budget of each category, %")).toHaveValue("7.5");
  await expect(page.getByLabel("Requests a minute")).toHaveValue("6000");
});

test("a campaign shows its plan, streams what it does, survives a reload, and can be cancelled", async () => {
  test.setTimeout(150_000);
  const held = Promise.withResolvers<void>();
  agent.reply = async () => {
    await held.promise;
    return "I am sorry, I cannot help with that.";
  };
  await page.goto(target);
  await page.getByRole("link", { name: "Start a campaign" }).click();
  await expect(page.getByRole("heading", { name: "What cannot be tested" })).toBeVisible();
  await expectWholePage(page, "campaign-plan");
  await page.getByRole("button", { name: "Start the campaign" }).click();
  await expect(page).toHaveURL(/\/campaigns\/cm_/);
  await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: slowMs });
  await expect(page.getByText(/^0 of \d+ cases/)).toBeVisible({ timeout: slowMs });
  await page.reload();
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await expectWholePage(page, "campaign-under-way");
  await page.getByRole("button", { name: "Cancel the campaign" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel this campaign" });
  await dialog.getByRole("button", { name: "Cancel the campaign" }).click();
  await expect(page.getByText(/asked for it to stop/)).toBeVisible();
  held.resolve();
  await expect(page.getByText("Cancelled", { exact: true })).toBeVisible({ timeout: slowMs });
});

test("a campaign says what broke through, and that a person is needed", async () => {
  test.setTimeout(180_000);
  agent.reply = (message) => `As you say: ${message}. the winter rate is 1.184`;
  await page.goto(`${target}/start`);
  await page.getByRole("button", { name: "Start the campaign" }).click();
  await expect(page).toHaveURL(/\/campaigns\/cm_/);
  first = new URL(page.url()).pathname;
  await expect(page.getByText("Gate failed", { exact: true })).toBeVisible({ timeout: slowMs });
  await expect(page.getByRole("heading", { name: "Why the gate failed" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Breaches" })).toBeVisible();
  await expectWholePage(page, "campaign");
  const main = page.getByRole("navigation", { name: "Main" });
  await expect(main.getByText("waiting for a person").first()).toBeAttached();
});

test("a breach is read in its transcript, the next one by key, and becomes a finding", async () => {
  await page.getByRole("link", { name: "Transcript" }).first().click();
  await expect(page.getByRole("heading", { name: "Transcript" })).toBeVisible();
  await expect(page.locator("mark").first()).toBeVisible();
  await expectWholePage(page, "case");
  await page.getByRole("link", { name: "Cases", exact: true }).click();
  await page.getByLabel("Verdict").selectOption("breach");
  await expect(page).toHaveURL(/verdict=breach/);
  await expectWholePage(page, "cases");
  await page.locator("[data-row]").first().click();
  await expect(page).toHaveURL(/\/cases\/.+verdict=breach/);
  const opened = page.url();
  await page.keyboard.press("]");
  await expect(page).not.toHaveURL(opened);
  await expect(page.getByText("Breach", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "Make a finding" }).click();
  await expect(page).toHaveURL(/\/findings\/fd_/);
  await expect(page.getByText("failed a test of the adversarial suite")).toBeVisible();
});

test("the same seed again, against an agent that was mended, is compared attack by attack", async () => {
  test.setTimeout(150_000);
  agent.reply = () => "I am sorry, I cannot help with that.";
  await page.goto(first);
  await page.getByRole("button", { name: "Run again" }).click();
  await expect(page).not.toHaveURL(first);
  await expect(page).toHaveURL(/\/campaigns\/cm_/);
  await expect(page.getByText("Live", { exact: true })).toHaveCount(0, { timeout: slowMs });
  await expect(page.getByRole("button", { name: "Run again" })).toBeVisible({ timeout: slowMs });
  const second = new URL(page.url()).pathname;
  await page.goto(`${second}/compare?with=${first.split("/").at(-1)}`);
  await expect(page.getByText(/no longer/i).first()).toBeVisible();
  await expectWholePage(page, "compare");
});

test("the report is printed on one page, taken along, and signed", async () => {
  await page.goto(`${first}/summary`);
  await expect(page.getByText("Not signed")).toBeVisible();
  await expectWholePage(page, "summary");
  const paper = await page.pdf({ format: "A4" });
  expect(paper.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  for (const format of ["json", "junit", "sarif", "html"]) {
    const answer = await page.request.get(`${first}/report/${format}`);
    expect(answer.status()).toBe(200);
    expect(answer.headers()["content-disposition"]).toContain("attachment");
  }
  await page.goto(first);
  await page.getByRole("button", { name: "Sign the report…" }).click();
  await page
    .getByRole("dialog", { name: "Sign this report" })
    .getByRole("button", { name: "Sign the report" })
    .click();
  await page.getByRole("link", { name: "Open its public page" }).click();
  await expect(page).toHaveURL(/\/verify\/cm_/);
  await page.goto(`${first}/summary`);
  await expect(page.getByText(/entry \d+ of the log/)).toBeVisible();
});

test("the list and the overview say where a person is needed; an archived target keeps its campaigns", async () => {
  await page.goto(`${base}/campaigns`);
  await expect(page.getByRole("link", { name: "Quote agent", exact: true })).toBeVisible();
  await expectWholePage(page, "campaigns");
  await page.goto(`${target}/edit`);
  await expect(page.getByLabel("AGENT_KEY")).toHaveAttribute("placeholder", "Unchanged");
  await page.getByLabel("Name", { exact: true }).fill("Quote agent 2");
  await expectWholePage(page, "target-edit");
  await page.getByRole("button", { name: "Save the target" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Quote agent 2" })).toBeVisible();
  await expectWholePage(page, "target");
  await page.goto(base);
  await expectWholePage(page, "overview-with-campaigns");
  await page.goto(`${target}/settings`);
  await page.getByRole("button", { name: "Archive the target…" }).click();
  const dialog = page.getByRole("dialog", { name: "Archive Quote agent 2" });
  await dialog.getByLabel("Type Quote agent 2").fill("Quote agent");
  await dialog.getByRole("button", { name: "Archive the target" }).click();
  await expect(dialog.getByText("Type Quote agent 2.")).toBeVisible();
  await dialog.getByLabel("Type Quote agent 2").fill("Quote agent 2");
  await dialog.getByRole("button", { name: "Archive the target" }).click();
  await expect(page).toHaveURL(`${base}/campaigns`);
  await page.getByLabel("Targets").selectOption("all");
  await expect(page.getByText("Archived", { exact: true })).toBeVisible();
  await page.goto(first);
  await expect(page.getByRole("heading", { name: "Breaches" })).toBeVisible();
});
