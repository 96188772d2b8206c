import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { releaseDatabaseServer } from "#lib/platform/database-server/index.ts";
import { buildWhenChanged } from "./build.ts";
import { runScript } from "./child.ts";
import { ensureChromium } from "./chromium.ts";
import { packageProgram, root } from "./paths.ts";
import { say } from "./report.ts";

export const reportsDirectory = join(root, ".etna/test-reports");

export const testParts = ["unit", "integration", "e2e"] as const;
export type TestPart = (typeof testParts)[number];

/** Runs one part of the tests with what it needs; `filters` narrow it. Returns the exit code. */
export async function runTestPart(part: TestPart, filters: readonly string[]): Promise<number> {
  return part === "e2e" ? await runBrowserTests(filters) : await runVitest(part, filters);
}

export function reportFile(part: TestPart): string {
  return join(reportsDirectory, `${part}.json`);
}

async function runVitest(part: "unit" | "integration", filters: readonly string[]) {
  return await runScript(
    packageProgram("vitest/vitest.mjs"),
    [
      ...["run", "--project", part, "--passWithNoTests"],
      ...["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile(part)}`],
      ...filters,
    ],
    testEnvironment(),
  );
}

async function runBrowserTests(filters: readonly string[]): Promise<number> {
  const chromium = ensureChromium();
  if (chromium === null) return process.env.ETNA_SKIP_E2E === "1" ? 0 : 1;
  await buildWhenChanged();
  // An installation of its own, from nothing: a stranger's first run is part of what is tested.
  await releaseDatabaseServer(join(root, ".etna/e2e/postgres"));
  await rm(join(root, ".etna/e2e"), { recursive: true, force: true });
  return await runScript(packageProgram("@playwright/test/cli.js"), ["test", ...filters], {
    ...testEnvironment(),
    ETNA_CHROMIUM: chromium,
    ETNA_E2E_PORT: String(await freePort()),
    ETNA_E2E_SMTP_PORT: String(await freePort()),
    ETNA_E2E_FORGE_PORT: String(await freePort()),
    ETNA_E2E_GITLAB_PORT: String(await freePort()),
    ETNA_E2E_AUTHORITY_PORT: String(await freePort()),
    ETNA_E2E_REKOR_PORT: String(await freePort()),
    ETNA_E2E_MODELS_PORT: String(await freePort()),
    ETNA_E2E_AGENT_PORT: String(await freePort()),
    ETNA_E2E_TARGET_PORT: String(await freePort()),
  });
}

/** Tests must not see this installation's own secrets, database or mail server. */
function testEnvironment(): NodeJS.ProcessEnv {
  const own = /^(DATABASE_URL|APP_DATABASE_URL|WORKER_DATABASE_URL|AUTH_|SMTP_|MAIL_|PORT$|ETNA_)/;
  const kept = /^(ETNA_COSIGN(_2)?|ETNA_SKIP_E2E|ETNA_CHROMIUM|ETNA_SHOTS|ETNA_WRITE_DOCS)$/;
  const entries = Object.entries(process.env).filter(([key]) => !own.test(key) || kept.test(key));
  return { ...Object.fromEntries(entries), NODE_ENV: "test" };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

export function isTestPart(text: string): text is TestPart {
  return (testParts as readonly string[]).includes(text);
}

export function sayPart(part: TestPart): void {
  say(`\n— ${part} tests —`);
}
