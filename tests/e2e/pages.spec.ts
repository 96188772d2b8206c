import { rmSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { chooseModel, commandsRepository, makeToken, startModelFix } from "./model-steps.ts";
import { signReports } from "./signed-report.ts";
import {
  approve,
  connectAndScan,
  invite,
  makeOrganization,
  openFixable,
  proposeFix,
  sampleRepository,
  switchNames,
  unique,
} from "./steps.ts";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  keepShot,
  narrow,
  type OpenedPage,
  openPage,
  wide,
} from "./whole-page.ts";

const name = unique("pages");
const nowhere = "0".repeat(20);

/** Where each page of the seeded organization is. */
const at = {
  base: "",
  invitation: "",
  open: "",
  rejected: "",
  signedPublic: "",
  signedPrivate: "",
  publicVerification: "",
  privateVerification: "",
  reportVerification: "",
  finding: "",
  unfixable: "",
  task: "",
  taskRun: "",
  repository: "",
  scanRun: "",
  troubledRun: "",
  fixRun: "",
  failedRun: "",
  modelRun: "",
  compared: "",
};
let member: OpenedPage;
let stranger: OpenedPage;

function here(page: Page): string {
  return new URL(page.url()).pathname;
}

/** Until a timestamp authority and a public log have said what they say, and it holds. */
async function expectProven(page: Page, path: string): Promise<void> {
  const json = `/api/v1${path.replace("/verify/", "/fixes/")}/verification`;
  const states = async () => {
    const { outside } = await (await page.request.get(json)).json();
    return outside.proofs.map(({ state }: { state: string }) => state);
  };
  await expect.poll(states, { timeout: 40_000 }).toEqual(["holds", "holds"]);
}

/** Two tries of a model at one finding: it gives up, and is told to try again. */
async function seedModelRuns(page: Page): Promise<void> {
  await chooseModel(at.base.split("/")[2] ?? "");
  const token = await makeToken(page, at.base);
  await connectAndScan(page, at.base, await commandsRepository(`${name}-commands`));
  at.modelRun = await startModelFix(page, at.base, token, `${name}-commands`);
  await page.goto(at.modelRun);
  await page.getByLabel("What should it do otherwise?").fill("Use tail, not head.");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("link", { name: /^Compare with Run/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /and Run/ })).toBeVisible();
  at.compared = here(page);
}

/** What a person asks for in their own words; the model has nothing to say to it. */
async function seedTask(page: Page): Promise<void> {
  await page.goto(at.repository);
  await page.getByLabel("What is to be fixed?").fill("Close the file in src/log-1.ts.");
  await page.getByRole("button", { name: "Ask for it" }).click();
  await expect(page).toHaveURL(/\/runs\/rn_/);
  await expect(page.getByRole("region", { name: "What was tried" })).toBeVisible({
    timeout: 40_000,
  });
  at.taskRun = here(page);
  await page.getByRole("link", { name: "Close the file in src/log-1.ts." }).first().click();
  await expect(page.getByRole("heading", { name: "What was asked for" })).toBeVisible();
  at.task = here(page);
}

/** What a scan cannot do as asked; one name is long, and one hides a character. */
const troubles = {
  ".etna/config.yaml": "rulez:\n  js/eval: off\nrules:\n  js/insecure-random: perhaps\n",
  ".etna/rules/house.yml": "id: custom/no-print\nmessage: No print.\n",
  "src/sta\u202ele.js": "// etna-ignore js/insecure-random: long gone\nexport const sum = 2;\n",
  [`src/${"deep-".repeat(16)}/stale.js`]: "// etna-ignore js/insecure-randon: a slip\n",
};

async function seed(page: Page): Promise<void> {
  at.base = await makeOrganization(page, `${name}@example.test`, "Pages Freight", "Petra Pages");
  const gone = await sampleRepository(`${name}-gone`, troubles);
  await connectAndScan(page, at.base, gone.path);
  at.troubledRun = here(page);
  rmSync(gone.path, { recursive: true, force: true });
  await page.goto(`${at.base}/repositories`);
  await page.getByRole("link", { name: `${name}-gone` }).click();
  await page.getByRole("button", { name: "Scan now" }).click();
  await expect(page.getByText("Failed", { exact: true })).toBeVisible({ timeout: 40_000 });
  at.failedRun = here(page);
  await page.getByRole("link", { name: `${name}-gone` }).click();
  await page.getByRole("button", { name: "Disconnect…" }).click();
  await page.getByRole("button", { name: "Disconnect the repository" }).click();

  const kept = await sampleRepository(name);
  await connectAndScan(page, at.base, kept.path);
  at.scanRun = here(page);
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("button", { name: "Scan now" })).toBeVisible();
  at.repository = here(page);

  await switchNames(page, at.base, "Show names");
  at.signedPublic = await proposeFix(page, at.base, "Shell command built from a value");
  at.publicVerification = await approve(page);
  await expectProven(page, at.publicVerification);
  await switchNames(page, at.base, "Hide names");
  at.signedPrivate = await proposeFix(page, at.base, "YAML loaded with a loader");
  at.privateVerification = await approve(page);
  at.rejected = await proposeFix(page, at.base, "Guessable random value");
  await page.getByRole("button", { name: "Reject…" }).click();
  await page.getByLabel("Reason").fill("The token is only a label here.");
  await page.getByRole("button", { name: "Reject the fix" }).click();
  await expect(page.getByText("Rejected. It does not come back.")).toBeVisible();
  at.open = await proposeFix(page, at.base, "A stranger's text pasted");
  await page.getByRole("link", { name: /^Run \d+$/ }).click();
  await expect(page.getByRole("link", { name: "Review the fix" })).toBeVisible();
  at.fixRun = here(page);
  await page.goto(`${at.base}/findings`);
  await openFixable(page, "Shell command built from a value");
  await expect(page.getByRole("heading", { name: "Why it matters" })).toBeVisible();
  at.finding = here(page);
  await page.goto(`${at.base}/findings?q=history.ts`);
  await page.getByRole("link", { name: "Shell command built from a value" }).click();
  await expect(page.getByText("No rule has a safe fix for this code.")).toBeVisible();
  at.unfixable = here(page);
  await seedModelRuns(page);
  await seedTask(page);
  const [report] = await signReports(at.base.split("/")[2] ?? "", [{}]);
  at.reportVerification = report?.verification ?? "";
  at.invitation = await invite(page, at.base, `${name}-guest@example.test`, "approver");
}

test.describe.configure({ mode: "serial" });
// A recording of this many pages costs more than the pages.
test.use({ trace: "off" });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  member = await openPage(browser);
  stranger = await openPage(browser);
  await seed(member.page);
  expect(member.complaints.taken()).toEqual([]);
});

test.afterAll(async () => {
  await Promise.all([member, stranger].map(({ page }) => page.context().close()));
});

interface Visited {
  readonly who: "member" | "stranger";
  readonly path: () => string;
  readonly title: RegExp;
  readonly heading: string | RegExp;
  /** 200 unless it says otherwise; the shell has begun to answer before it knows of a missing page. */
  readonly status?: 404;
}

const visitor = (path: string | (() => string), title: RegExp, heading: string | RegExp) =>
  visited("stranger", path, title, heading);
const console = (path: string, title: RegExp, heading: string | RegExp) =>
  visited("member", () => at.base + path, title, heading);

function visited(
  who: Visited["who"],
  path: string | (() => string),
  title: RegExp,
  heading: string | RegExp,
): Visited {
  return { who, path: typeof path === "string" ? () => path : path, title, heading };
}

const pages: Readonly<Record<string, Visited>> = {
  landing: visitor("/", /anyone can check/, /./),
  "sign-in": visitor("/sign-in", /^Sign in/, "Sign in"),
  "sign-in-refused": visitor("/sign-in?error=Verification", /^Sign in/, "Sign in"),
  sent: visitor("/sign-in/sent", /on its way/, "A link is on its way"),
  "opened-elsewhere": visitor("/sign-in/elsewhere", /another browser/, /another browser/),
  welcome: visited("member", "/welcome?new", /^Welcome/, "Name your organization"),
  invitation: visitor(() => at.invitation, /^Invitation/, "Join Pages Freight"),
  "invitation-of-another": visited("member", () => at.invitation, /^Invitation/, /^Join/),
  verify: visitor("/verify", /^Verify a fix/, "Verify a fix or a report"),
  "verify-unknown-id": visitor("/verify?id=nonsense", /^Verify a fix/, "Verify a fix or a report"),
  "verify-public": visitor(() => at.publicVerification, /^Verified/, "This fix is genuine."),
  "verify-private": visitor(() => at.privateVerification, /^Verified/, /Its code is private/),
  "verify-report": visitor(
    () => at.reportVerification,
    /^Verified report/,
    /unchanged\. The gate failed: 11 breaches of 1,080\.$/,
  ),
  "verify-not-found": {
    ...visitor(`/verify/fx_${nowhere}`, /^No such fix/, /^No signed fix or report/),
    status: 404,
  },
  log: visitor("/log", /^The log/, "The log"),
  "log-before": visitor("/log?before=2", /^The log/, "The log"),
  "log-entry": visitor("/log/entries/1", /^Entry 1 of/, "Entry 1"),
  "log-no-entry": {
    ...visitor("/log/entries/99999999", /^Entry 99999999/, /no such entry/),
    status: 404,
  },
  rule: visitor("/docs/rules/py/yaml-load", /^YAML loaded/, /^YAML loaded/),
  rules: visitor("/docs/rules", /^Rules/, "Rules"),
  attacks: visitor("/docs/attacks", /^Attacks/, "Attacks"),
  attack: visitor("/docs/attacks/LLM02-010", /./, /./),
  api: visitor("/docs/api", /^API/, "API"),
  config: visitor("/docs/config", /^Configuration/, "What a repository asks of a scan"),
  "not-found": { ...visitor("/nowhere", /^Not found/, "There is no such page."), status: 404 },
  overview: console("", /^Overview/, "Overview"),
  findings: console("/findings", /^Findings/, "Findings"),
  "findings-filtered": console("/findings?severity=high&state=all", /^Findings/, "Findings"),
  "findings-grouped": console("/findings?group=rule&sort=due", /^Findings/, "Findings"),
  "findings-of-rule": console("/findings?rule=py/yaml-load&state=all", /^Findings/, "Findings"),
  "findings-empty": console("/findings?q=nothing+like+this", /^Findings/, "Findings"),
  finding: visited("member", () => at.finding, /^Shell command/, /^Shell command/),
  "finding-for-a-model": visited("member", () => at.unfixable, /^Shell command/, /^Shell command/),
  "finding-task": visited("member", () => at.task, /^Close the file/, /^Close the file/),
  "findings-tasks": console("/findings?q=Close", /^Findings/, "Findings"),
  "run-task": visited("member", () => at.taskRun, /^Run \d/, /^Fix: Close/),
  runs: console("/runs", /^Runs/, "Runs"),
  "run-scan": visited("member", () => at.scanRun, /^Run \d/, /^Scan/),
  "run-troubled": visited("member", () => at.troubledRun, /^Run \d/, /^Scan/),
  "run-fix": visited("member", () => at.fixRun, /^Run \d/, /^Fix/),
  "run-failed": visited("member", () => at.failedRun, /^Run \d/, /^Scan/),
  "run-model": visited("member", () => at.modelRun, /^Run \d/, /^Fix/),
  "runs-compared": visited("member", () => at.compared, /^Run \d+ and Run/, /^Run \d+ and Run/),
  fixes: console("/fixes", /^Fixes/, "Fixes"),
  "fix-split": visited("member", () => `${at.open}?view=split`, /^Pass the text/, /^Pass the text/),
  "fix-unified": visited(
    "member",
    () => `${at.open}?view=unified`,
    /^Pass the text/,
    /^Pass the text/,
  ),
  "fix-signed": visited("member", () => at.signedPublic, /^Run the command/, /^Run the command/),
  "fix-rejected": visited("member", () => at.rejected, /^Take the secret/, /^Take the secret/),
  campaigns: console("/campaigns", /^Campaigns/, "Campaigns"),
  "target-new": console("/campaigns/targets/new", /^Add a target/, "Add a target"),
  "target-new-model": console(
    "/campaigns/targets/new?kind=anthropic",
    /^Add a target/,
    "Add a target",
  ),
  "target-new-file": console("/campaigns/targets/new?kind=file", /^Add a target/, "Add a target"),
  "campaign-not-found": console(`/campaigns/cm_${nowhere}`, /^Not found/, /^There is no/),
  repositories: console("/repositories", /^Repositories/, "Repositories"),
  repository: visited("member", () => at.repository, /^pages-/, /^pages-/),
  audit: console("/audit", /^Audit log/, "Audit log"),
  keys: console("/keys", /^Signing keys/, "Signing keys"),
  confirm: visited("member", "/confirm?returnTo=/welcome", /^Confirm/, "Confirm that it is you"),
  security: visited("member", "/account/security", /^Security/, "Security"),
  "security-from-organization": visited(
    "member",
    () => `/account/security?organization=${at.base.split("/")[2]}`,
    /^Security/,
    "Security",
  ),
  settings: console("/settings", /^Settings/, "General"),
  members: console("/settings/members", /^Members/, "Members"),
  connections: console("/settings/connections", /^Connections/, "Connections"),
  "connections-refused": console(
    "/settings/connections?problem=reauthentication_required",
    /^Connections/,
    "Connections",
  ),
  policies: console("/settings/policies", /^Policies/, "Policies"),
  tokens: console("/settings/tokens", /^API tokens/, "API tokens"),
  data: console("/settings/data", /^Data/, "Data"),
  account: console("/settings/account", /^You/, "You"),
  "model-keys": console("/settings/model-keys", /^Model keys/, "Model keys"),
  sessions: console("/settings/sessions", /^Sessions/, "Sessions"),
  "fix-not-found": console(`/fixes/fx_${nowhere}`, /^Not found/, /^There is no/),
  "console-not-found": console("/nowhere", /^Not found/, /^There is no/),
};

for (const [name, { who, path, title, heading, status }] of Object.entries(pages)) {
  test(`${name}: quiet, titled, accessible in both themes, and whole at 320 px`, async () => {
    const { page, complaints } = who === "member" ? member : stranger;
    // Loaded in one theme, then changed to the other, as the system does at dusk.
    const themes = who === "member" ? (["dark", "light"] as const) : (["light", "dark"] as const);
    await page.emulateMedia({ colorScheme: themes[0] });
    await page.setViewportSize(wide);
    const answer = await page.goto(path());
    expect(answer?.status()).toBe(status ?? 200);
    await expect(page).toHaveTitle(title);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
      await keepShot(page, `${name}-${colorScheme}`);
    }
    await page.setViewportSize(narrow);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await keepShot(page, `${name}-${themes[1]}-narrow`);
    const said = complaints.taken();
    expect(said.filter((text) => status === undefined || !isOf(text, status))).toEqual([]);
  });
}

/** Chromium itself reports the page that is not there, once on the console and once as an answer. */
function isOf(complaint: string, status: number): boolean {
  return complaint.startsWith(`${status} `) || complaint.includes(`status of ${status}`);
}
