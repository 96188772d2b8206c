import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { startDatabaseServer } from "#lib/platform/database-server/index.ts";
import type { Reported } from "../support/reported-campaigns.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const data = join(root, ".etna/e2e");

export interface SeededReport {
  readonly campaignId: string;
  /** The path of its public page. */
  readonly verification: string;
  /** The report’s very bytes, as text. */
  readonly report: string;
}

/** Campaigns of an organization that have ended, each with its report signed for the organization’s owner. */
export async function signReports(
  slug: string,
  reports: readonly Reported[],
): Promise<readonly SeededReport[]> {
  const server = await startDatabaseServer({
    dataDirectory: join(data, "postgres"),
    log: () => undefined,
  });
  const secret = () => randomBytes(32).toString("base64url");
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: "test",
    ETNA_LOG_LEVEL: "error",
    DATABASE_URL: server.url,
    APP_DATABASE_URL: server.url,
    ETNA_DATA_DIR: data,
    ETNA_KEY_FILE: join(data, "keys/local.key"),
    ETNA_PUBLIC_URL: `http://localhost:${process.env.ETNA_E2E_PORT ?? 3210}`,
    AUTH_SECRET: secret(),
    ETNA_LINK_SECRET: secret(),
  } as unknown as NodeJS.ProcessEnv;
  const args = ["tests/support/sign-reports-process.ts", slug, JSON.stringify(reports)];
  try {
    const { stdout } = await run(process.execPath, args, { cwd: root, env });
    const signed = JSON.parse(stdout) as readonly Omit<SeededReport, "verification">[];
    return signed.map((each) => ({ ...each, verification: `/verify/${each.campaignId}` }));
  } finally {
    await server.stop();
  }
}
