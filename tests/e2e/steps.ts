import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { createSampleRepository } from "#lib/platform/forge/index.ts";
import { sampleFiles } from "#lib/platform/workspace/index.ts";
import { linkIn, mailsFor, waitForMail } from "../support/mailbox.ts";

const data = join(import.meta.dirname, "../../.etna/e2e");
const mailFolder = join(data, "mail");
const slowMs = 40_000;

/** A name that no other test of this installation uses. */
export function unique(word: string): string {
  return `${word}-${Date.now().toString(36)}${Math.floor(performance.now() * 1000) % 1000}`;
}

/** Signs in as a person would: ask for a link, open the mail, follow it. Returns the link, used. */
export async function signIn(page: Page, email: string): Promise<string> {
  await page.goto("/sign-in");
  const link = await askForLink(page, email);
  await page.goto(link);
  return link;
}

/** Fills the form that is in view and returns the link that came by mail. */
export async function askForLink(page: Page, email: string): Promise<string> {
  const before = (await mailsFor(mailFolder, email)).length;
  await page.getByLabel("Work e-mail").fill(email);
  await page.getByRole("button", { name: "Send a sign-in link" }).click();
  await expect(page).toHaveURL(/\/sign-in\/sent/);
  return linkIn(await waitForMail(mailFolder, email, before + 1));
}

/** Signs a new person in and has them make an organization. Returns its path: "/o/…". */
export async function makeOrganization(
  page: Page,
  email: string,
  name: string,
  person: string,
): Promise<string> {
  await signIn(page, email);
  await page.getByLabel("Your name").fill(person);
  await page.getByLabel("Organization").fill(name);
  await page.getByRole("button", { name: "Make the organization" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Invites someone and returns the link that came by mail. */
export async function invite(page: Page, base: string, email: string, role: string) {
  await page.goto(`${base}/settings/members`);
  const before = (await mailsFor(mailFolder, email)).length;
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Role", { exact: true }).selectOption(role);
  await page.getByRole("button", { name: "Invite" }).click();
  return linkIn(await waitForMail(mailFolder, email, before + 1));
}

/** Follows an invitation as someone who is not signed in yet. */
export async function joinByInvitation(page: Page, link: string, email: string): Promise<void> {
  await page.goto(link);
  await page.goto(await askForLink(page, email));
  await page.getByRole("button", { name: /^Join / }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
}

export interface TestRepository {
  readonly path: string;
  git(...args: string[]): string;
}

function repositoryAt(path: string): TestRepository {
  return {
    path,
    git: (...args) =>
      execFileSync("git", ["-C", path, ...args], { encoding: "utf8", stdio: "pipe" }).trim(),
  };
}

/** A bare repository with the sample's files and these, where the operator allowed repositories to be. */
export async function sampleRepository(
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<TestRepository> {
  const folder = join(data, "repositories");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.git`);
  await createSampleRepository(path, new Map([...(await sampleFiles()), ...Object.entries(more)]));
  return repositoryAt(path);
}

/** A bare repository where the same `files` times one file stands, to keep a scan busy. */
export function largeRepository(name: string, files: number): TestRepository {
  const path = join(data, "repositories", `${name}.git`);
  mkdirSync(path, { recursive: true });
  const repository = repositoryAt(path);
  repository.git("init", "--quiet", "--bare", "--initial-branch=main");
  const line = (index: number) => `export const price${index} = (kilos: number) => kilos * 3;\n`;
  const text = Array.from({ length: 80 }, (_, index) => line(index)).join("");
  const stream = [
    `blob\nmark :1\ndata ${text.length}\n${text}`,
    "commit refs/heads/main\ncommitter Ada <ada@example.test> 1795000000 +0000\ndata 5\nBegin",
    ...Array.from({ length: files }, (_, index) => `M 100644 :1 src/part-${index}.ts`),
  ];
  execFileSync("git", ["-C", path, "fast-import", "--quiet"], { input: `${stream.join("\n")}\n` });
  return repository;
}

/** Adds a commit to a branch, as a colleague with push rights would. Returns it. */
export function pushCommit(
  repository: TestRepository,
  branch: string,
  file: string,
  text = "A note.\n",
): string {
  const { git } = repository;
  const others = git("ls-tree", branch)
    .split("\n")
    .filter((line) => !line.endsWith(`\t${file}`));
  const blob = execFileSync("git", ["-C", repository.path, "hash-object", "-w", "--stdin"], {
    input: text,
    encoding: "utf8",
  }).trim();
  const made = execFileSync("git", ["-C", repository.path, "mktree"], {
    input: [...others, `100644 blob ${blob}\t${file}`].join("\n"),
    encoding: "utf8",
  }).trim();
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.test"];
  const commit = git(...who, "commit-tree", made, "-p", branch, "-m", "Add a note");
  git("update-ref", `refs/heads/${branch}`, commit);
  return commit;
}

/** Connects a repository and waits for the end of its first scan. Leaves the page on the run. */
export async function connectAndScan(page: Page, base: string, path: string): Promise<void> {
  await page.goto(`${base}/repositories`);
  await page.getByLabel("Folder of the repository").fill(path);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page).toHaveURL(/\/runs\/rn_/);
  await expect(page.getByRole("link", { name: "See the findings" })).toBeVisible({
    timeout: slowMs,
  });
}

/** Of the findings on the page, opens the first with this title that a rule can fix. */
export async function openFixable(page: Page, title: string): Promise<void> {
  const rows = page.getByRole("listitem").filter({ hasText: "a rule can fix it" });
  await rows.getByRole("link", { name: title }).first().click();
}

/** Asks for a fix of the first open finding with this title that a rule fixes. Leaves the page on the fix. */
export async function proposeFix(page: Page, base: string, title: string): Promise<string> {
  await page.goto(`${base}/findings?q=${encodeURIComponent(title)}`);
  await openFixable(page, title);
  await page.getByRole("button", { name: "Propose a fix" }).click();
  await page.getByRole("link", { name: "Review the fix" }).click({ timeout: slowMs });
  await expect(page).toHaveURL(/\/fixes\/fx_/);
  await expect(page.getByText("You approve exactly this.")).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Whether what is signed from now on names things in public: presses the button that says so. */
export async function switchNames(
  page: Page,
  base: string,
  button: "Show names" | "Hide names",
): Promise<void> {
  await page.goto(`${base}/settings`);
  await page.getByRole("button", { name: button }).click();
  const other = button === "Show names" ? "Hide names" : "Show names";
  await expect(page.getByRole("button", { name: other })).toBeVisible();
}

/** One signed fix of a fresh repository, its names public: the paths of the fix and its public page. */
export async function signOneFix(
  page: Page,
  base: string,
  { path }: TestRepository,
): Promise<{ readonly fix: string; readonly verification: string }> {
  await connectAndScan(page, base, path);
  await switchNames(page, base, "Show names");
  const fix = await proposeFix(page, base, "Shell command built from a value");
  return { fix, verification: await approve(page) };
}

/** Approves the fix in view and waits for its signature. Returns the path of its public page. */
export async function approve(page: Page): Promise<string> {
  await page.getByRole("button", { name: /^Approve/ }).click();
  const link = page.getByRole("link", { name: "Open its public page" });
  await expect(link).toBeVisible({ timeout: slowMs });
  return (await link.getAttribute("href")) ?? "";
}
