import { type enums, readAs } from "#lib/platform/db/index.ts";
import { type Provider, priceAsOf } from "#lib/platform/models/index.ts";
import { usdOf } from "./money.ts";
import { ownPrice, type Price } from "./price.ts";
import { nameOfProvider, providerOfRow } from "./providers.ts";
import { type Spend, spendByKey } from "./spend.ts";

export interface ModelKeyView {
  readonly id: string;
  readonly provider: Provider;
  readonly providerName: string;
  readonly name: string;
  readonly address: string | null;
  /** False for a server that asks for none. */
  readonly hasKey: boolean;
  /** Its last four characters; null where it has none, or is too short to show any. */
  readonly hint: string | null;
  readonly state: enums.ModelKeyState;
  readonly stateReason: string | null;
  readonly checkedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly monthlyBudgetUsd: number | null;
  readonly spend: Spend;
  /** What it is chosen for. */
  readonly purposes: readonly enums.ModelPurpose[];
}

export interface ModelChoiceView {
  readonly purpose: enums.ModelPurpose;
  readonly keyId: string;
  readonly model: string;
  /** What the organization says it pays; null for the published price. */
  readonly price: Price | null;
  /** The month of the published price, such as 2026-10; null where there is none. */
  readonly priceAsOf: string | null;
}

export interface ModelKeyList {
  readonly keys: readonly ModelKeyView[];
  readonly choices: readonly ModelChoiceView[];
}

/** The organization's keys by name, with what each was used for this month, and which model does what. */
export async function listModelKeys(organizationId: string): Promise<ModelKeyList> {
  return await readAs({ organizationId }, async (db) => {
    const rows = await db.modelKey.findMany({
      where: { organizationId },
      include: { choices: true },
      orderBy: { name: "asc" },
    });
    const spendOf = await spendByKey(db, organizationId);
    const keys = rows.map((row): ModelKeyView => {
      const provider = providerOfRow(row.provider);
      const budget = row.monthlyBudgetMicroUsd;
      return {
        id: row.id,
        provider,
        providerName: nameOfProvider(provider),
        name: row.name,
        address: row.address,
        hasKey: row.sealedKey !== null,
        hint: row.hint,
        state: row.state,
        stateReason: row.stateReason,
        checkedAt: row.checkedAt,
        lastUsedAt: row.lastUsedAt,
        monthlyBudgetUsd: budget === null ? null : usdOf(budget),
        spend: spendOf(row.id),
        purposes: row.choices.map(({ purpose }) => purpose).sort(),
      };
    });
    const choices = rows.flatMap((row) =>
      row.choices.map((choice): ModelChoiceView => {
        const { purpose, model } = choice;
        const asOf = priceAsOf(providerOfRow(row.provider), model);
        return { purpose, keyId: row.id, model, price: ownPrice(choice), priceAsOf: asOf };
      }),
    );
    return { keys, choices };
  });
}
