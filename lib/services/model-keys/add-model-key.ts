import { AppError, newId } from "#lib/base/index.ts";
import { type ModelKey, type Reads, readAs, type Tx } from "#lib/platform/db/index.ts";
import type { Provider } from "#lib/platform/models/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import { addressOf } from "./address.ts";
import { askOnce, notStored, recordAnswer } from "./ask-once.ts";
import { microUsd } from "./money.ts";
import { checkedWith, nameOfProvider, rowProvider } from "./providers.ts";
import { openKey, sealKey } from "./secrets.ts";

export interface NewModelKey {
  readonly provider: Provider;
  readonly key: string;
  /** Empty for the provider's own. */
  readonly address: string;
  /** What people call it; empty for the provider's name. */
  readonly name: string;
  /** What it is checked with; empty for the cheapest, where Etna knows one. */
  readonly model: string;
  readonly monthlyBudgetUsd: number | null;
}

const maxKeys = 20;

/**
 * Asks the provider one cheap thing with the key, and stores it, sealed, once it has answered. The same
 * key again is the same row. Throws `invalid_input` or `unavailable` with the provider's plain words, and
 * `conflict` where the name is taken or the key has another name here.
 */
export async function addModelKey(
  actor: UserActor,
  organizationId: string,
  request: NewModelKey,
): Promise<{ readonly id: string }> {
  await requirePermission(actor, "model_key.create", organizationId);
  const wanted = read(request);
  const known = await readAs({ organizationId }, (db) => find(db, organizationId, wanted));
  if (known !== null) return { id: known.id };
  const asked = await askOnce(actor, { ...wanted, keyId: null });
  if ("ok" in asked) throw notStored(wanted.provider, asked);
  const id = newId("modelKey");
  const kept = await sealKey(organizationId, id, wanted.key);
  const target = { type: "model_key", id };
  return await mutate(actor, "model_key.create", target, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    // Of two that add one key at once, one does.
    const meanwhile = await find(tx, organizationId, wanted);
    if (meanwhile !== null) {
      trail.unchanged();
      await recordAnswer(tx, meanwhile.id, asked);
      return { id: meanwhile.id };
    }
    const name = await freeName(tx, organizationId, wanted);
    const { provider, address } = wanted;
    const now = new Date();
    await tx.modelKey.create({
      data: {
        id,
        organizationId,
        provider: rowProvider(provider),
        name,
        address,
        ...kept,
        checkedAt: now,
        monthlyBudgetMicroUsd: microUsd(request.monthlyBudgetUsd),
        addedById: actor.userId,
        createdAt: now,
      },
    });
    await recordAnswer(tx, id, asked);
    trail.note({ name, provider, address, monthlyBudgetUsd: request.monthlyBudgetUsd });
    return { id };
  });
}

type Wanted = Omit<NewModelKey, "address"> & { readonly address: string | null };

function read(request: NewModelKey): Wanted {
  const { provider, key } = request;
  const address = addressOf(provider, request.address);
  if (provider !== "openai-compatible" && key.length < 8) {
    throw new AppError("invalid_input", "Paste the key.");
  }
  const model = request.model === "" ? checkedWith(provider) : request.model;
  if (model === null) {
    throw new AppError("invalid_input", "Name a model of this server, to check the key with.");
  }
  if (key.length >= 8 && [request.name, address, model].some((text) => text?.includes(key))) {
    throw new AppError("invalid_input", "The key belongs into its own field, and nowhere else.");
  }
  return { ...request, address, model };
}

/** The same key, if it is stored and works. Throws `conflict` where it was to have another name. */
async function find(
  db: Pick<Reads, "modelKey">,
  organizationId: string,
  { provider, address, key, name }: Wanted,
): Promise<ModelKey | null> {
  const rows = await db.modelKey.findMany({
    where: { organizationId, provider: rowProvider(provider), address, state: "working" },
  });
  for (const row of rows) {
    if ((await openKey(row)) !== key) continue;
    if (name === "" || name === row.name) return row;
    throw new AppError("conflict", `This key is here already, as ${row.name}.`);
  }
  return null;
}

/** The name that was asked for, or the provider's with a number behind it from the second on. */
async function freeName(
  tx: Tx,
  organizationId: string,
  { name, provider }: Wanted,
): Promise<string> {
  const rows = await tx.modelKey.findMany({ where: { organizationId }, select: { name: true } });
  if (rows.length >= maxKeys) {
    throw new AppError(
      "conflict",
      `An organization has at most ${maxKeys} keys. Delete one first.`,
    );
  }
  const taken = new Set(rows.map((row) => row.name));
  if (name !== "" && taken.has(name)) {
    throw new AppError(
      "conflict",
      `A key named ${name} is here already. Rotate it, or choose another name.`,
    );
  }
  if (name !== "") return name;
  const plain = nameOfProvider(provider);
  let free = plain;
  for (let number = 2; taken.has(free); number++) free = `${plain} ${number}`;
  return free;
}
