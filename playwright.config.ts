import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

const port = Number(process.env.ETNA_E2E_PORT ?? 3210);
const smtpPort = Number(process.env.ETNA_E2E_SMTP_PORT ?? 3211);
/** Where a test that needs a GitHub or a GitLab of its own may have one. */
const forgePort = Number(process.env.ETNA_E2E_FORGE_PORT ?? 3212);
const gitlabPort = Number(process.env.ETNA_E2E_GITLAB_PORT ?? 3213);
/** Where a test may have providers of models. */
const modelsPort = Number(process.env.ETNA_E2E_MODELS_PORT ?? 3217);
/** Where a test may have an agent of its own to attack. */
const targetPort = Number(process.env.ETNA_E2E_TARGET_PORT ?? 3218);
/** Who is asked about each signature besides the log. */
const authorityPort = Number(process.env.ETNA_E2E_AUTHORITY_PORT ?? 3214);
const rekorPort = Number(process.env.ETNA_E2E_REKOR_PORT ?? 3215);
/** Whom a model of the tests' own is asked of. */
const agentPort = Number(process.env.ETNA_E2E_AGENT_PORT ?? 3216);
const outside = [authorityPort, rekorPort, agentPort].map((at) => `127.0.0.1:${at}`);
const data = join(import.meta.dirname, ".etna/e2e");
const secret = () => randomBytes(32).toString("base64url");

export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  timeout: 90_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: 2,
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: ".etna/test-reports/e2e.json" }]],
  use: {
    baseURL: `http://localhost:${port}`,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.ETNA_CHROMIUM ?? "/usr/bin/chromium",
      // Chromium's own sandbox needs an account other than root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
  webServer: [
    {
      command: `"${process.execPath}" tests/support/mail-server.ts`,
      port: smtpPort,
      env: { ETNA_E2E_SMTP_PORT: String(smtpPort) },
      reuseExistingServer: false,
      gracefulShutdown: { signal: "SIGTERM", timeout: 5000 },
    },
    {
      command: `"${process.execPath}" tests/support/outside-server.ts`,
      port: authorityPort,
      env: {
        ETNA_E2E_AUTHORITY_PORT: String(authorityPort),
        ETNA_E2E_REKOR_PORT: String(rekorPort),
      },
      reuseExistingServer: false,
      gracefulShutdown: { signal: "SIGTERM", timeout: 5000 },
    },
    {
      command: `"${process.execPath}" tests/support/models-server.ts`,
      port: agentPort,
      env: { ETNA_E2E_AGENT_PORT: String(agentPort) },
      reuseExistingServer: false,
      gracefulShutdown: { signal: "SIGTERM", timeout: 5000 },
    },
    {
      command: `"${process.execPath}" bin/start.ts`,
      url: `http://localhost:${port}`,
      env: {
        NODE_ENV: "production",
        PORT: String(port),
        ETNA_PUBLIC_URL: `http://localhost:${port}`,
        ETNA_DATA_DIR: ".etna/e2e",
        ETNA_KEY_FILE: ".etna/e2e/keys/local.key",
        ETNA_LOCAL_FORGE_ROOTS: join(data, "repositories"),
        ETNA_OWNER_EMAIL: "owner@example.test",
        // Many people sign in from one address here.
        ETNA_LIMIT_SCALE: "100",
        ETNA_GITHUB_SERVERS: `http://127.0.0.1:${forgePort}`,
        ETNA_OUTBOUND_ALLOW: [
          ...[forgePort, gitlabPort, modelsPort, targetPort].map((each) => `127.0.0.1:${each}`),
          ...outside,
        ].join(","),
        ETNA_TIMESTAMP_URL: `http://${outside[0]}/tsa`,
        ETNA_TIMESTAMP_CERTIFICATES: join(data, "outside/authority.pem"),
        ETNA_REKOR_URL: `http://${outside[1]}`,
        ETNA_REKOR_PUBLIC_KEY: join(data, "outside/rekor.pub"),
        SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
        AUTH_SECRET: secret(),
        ETNA_LINK_SECRET: secret(),
        ETNA_APP_DATABASE_PASSWORD: secret(),
        ETNA_WORKER_DATABASE_PASSWORD: secret(),
      },
      timeout: 600_000,
      reuseExistingServer: false,
      stderr: "pipe",
      gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    },
  ],
});
