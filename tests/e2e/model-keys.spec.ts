import { expect, test } from "@playwright/test";
import { type FakeModels, startFakeModels } from "../fakes/models/server.ts";
import { makeOrganization, unique } from "./steps.ts";
import { complaintsOf, expectWholePage, wide } from "./whole-page.ts";

const port = Number(process.env.ETNA_E2E_MODELS_PORT ?? 3217);
let models: FakeModels;

test.beforeAll(async () => {
  models = await startFakeModels({ port });
});

test.afterAll(() => models.close());

test("a key is added once it has answered, a model chosen with it, bounded, and deleted", async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  await page.setViewportSize(wide);
  const email = `${unique("mo")}@example.test`;
  const base = await makeOrganization(page, email, "Model Freight", "Moa Model");
  await page.goto(`${base}/settings/model-keys`);
  await expect(page.getByText("No model has a key yet.")).toBeVisible();

  await page.getByLabel("Provider").selectOption("anthropic");
  await page.getByLabel("Address").fill(models.urlOf("anthropic"));
  await page.getByLabel("Key", { exact: true }).fill("sk-ant-nobody-knows-this");
  await page.getByRole("button", { name: "Check and store" }).click();
  await expect(page.getByText(/^Anthropic refused the key\./)).toBeVisible();
  // What was typed is kept.
  await expect(page.getByLabel("Address")).toHaveValue(models.urlOf("anthropic"));

  await page.getByLabel("Provider").selectOption("openai-compatible");
  await page.getByLabel("Address").fill(models.urlOf("openai-compatible"));
  await page.getByLabel("Key", { exact: true }).fill("sk-freight-0123456789-9fQa");
  await page.getByLabel("Name", { exact: true }).fill("Our own server");
  await page.getByLabel("Model to check with").fill("qwen3-coder");
  await page.getByLabel("Monthly budget, USD").last().fill("20");
  await page.getByRole("button", { name: "Check and store" }).click();
  const entry = page.getByRole("listitem").filter({ hasText: "•••• 9fQa" });
  await expect(entry.getByText("Works", { exact: true })).toBeVisible();
  await expect(entry.getByText("of 20.00 this month")).toBeVisible();

  const fixes = page.getByRole("listitem").filter({ hasText: "Writes the change" });
  await fixes.getByLabel("Model", { exact: true }).fill("qwen3-coder");
  await fixes.getByRole("button", { name: "Choose for Fixes" }).click();
  await expect(fixes.getByText(/has a monthly budget, and the price of/)).toBeVisible();
  await fixes.getByLabel("USD / million in").fill("0.5");
  await fixes.getByLabel("USD / million out").fill("2");
  await fixes.getByRole("button", { name: "Choose for Fixes" }).click();
  await expect(fixes.getByText("Counted at your own price.")).toBeVisible();

  await entry.getByText("Budget…").press("Enter");
  await entry.getByLabel("Monthly budget, USD").fill("25.50");
  await entry.getByRole("button", { name: "Save the budget" }).click();
  await expect(entry.getByText("of 25.50 this month")).toBeVisible();
  await entry.getByText("Delete…").press("Enter");
  await expect(entry.getByText("These stop until another model is chosen: fixes.")).toBeVisible();
  await expectWholePage(page, "model-keys-one");
  await entry.getByRole("button", { name: "Delete the key" }).click();
  await expect(page.getByText("No model has a key yet.")).toBeVisible();
  await expect(fixes.getByText("No model", { exact: true })).toBeVisible();
  expect(complaints.taken()).toEqual([]);
});
