import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import pg from "pg";
import { startDatabaseServer } from "#lib/platform/database-server/index.ts";
import { createSampleRepository } from "#lib/platform/forge/index.ts";
import { pipedFile } from "../support/piped-call.ts";

const data = join(import.meta.dirname, "../../.etna/e2e");

/** A bare repository with faults that no rule repairs. Returns its folder. */
export async function commandsRepository(name: string, faults = 1): Promise<string> {
  const path = join(data, "repositories", `${name}.git`);
  mkdirSync(join(data, "repositories"), { recursive: true });
  const files = new Map([["README.md", "# Commands\n"]]);
  for (let at = 1; at <= faults; at++) files.set(`src/log-${at}.ts`, pipedFile(at));
  await createSampleRepository(path, files);
  return path;
}

/** The organization chooses the model of the browser tests, which asks for no key. */
export async function chooseModel(slug: string): Promise<void> {
  const server = await startDatabaseServer({
    dataDirectory: join(data, "postgres"),
    log: () => undefined,
  });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const address = `http://127.0.0.1:${process.env.ETNA_E2E_AGENT_PORT ?? 3216}/openai-compatible/v1`;
  await client.query(
    `INSERT INTO model_keys (id, organization_id, provider, name, address)
     SELECT 'mk_' || id, id, 'openai_compatible', 'Own server', $2 FROM organizations WHERE slug = $1`,
    [slug, address],
  );
  const { rowCount } = await client.query(
    `INSERT INTO model_choices (organization_id, purpose, model_key_id, model,
       input_usd_per_million, output_usd_per_million)
     SELECT id, 'fix', 'mk_' || id, 'qwen3-coder', 1, 10 FROM organizations WHERE slug = $1`,
    [slug],
  );
  await client.end();
  await server.stop();
  expect(rowCount).toBe(1);
}

/** A token of the person in view, for programs. */
export async function makeToken(page: Page, base: string): Promise<string> {
  await page.goto(`${base}/settings/tokens`);
  await page.getByLabel("Name", { exact: true }).fill("Runs");
  await page.locator('input[name="scopes"][value="run"]').check();
  await page.getByRole("button", { name: "Make a token" }).click();
  const made = page.getByText(/^etna_[\w-]{20,}$/);
  await expect(made).toBeVisible();
  return (await made.textContent()) ?? "";
}

/** Asks, as a program, for a fix of the first open finding of a repository. Returns the path of its run. */
export async function startModelFix(
  page: Page,
  base: string,
  token: string,
  repository: string,
): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const found = await page.request.get("/api/v1/findings?state=open", { headers });
  const { items } = (await found.json()) as {
    items: readonly { id: string; repository: string; fixable: boolean }[];
  };
  const finding = items.find((each) => each.repository === repository && !each.fixable);
  const started = await page.request.post("/api/v1/runs", {
    headers,
    data: { kind: "fix", findingId: finding?.id },
  });
  expect(started.status()).toBe(202);
  const run = (await started.json()) as { id: string; fixer: string };
  expect(run.fixer).toBe("model");
  return `${base}/runs/${run.id}`;
}
