import type { JsonObject } from "#lib/base/index.ts";
import { enterScope, prisma } from "./connection.ts";
import type { Prisma } from "./generated/client.ts";
import type { Scope } from "./scope.ts";

/** What a change may touch: every table, no raw SQL, no nested transaction. */
export type Tx = Pick<Prisma.TransactionClient, Uncapitalize<Prisma.ModelName>>;

/** The end of a chain, locked until the transaction ends. */
export interface LockedHead {
  readonly seq: bigint;
  readonly hash: string;
}

/** One event as its row says it. The three facts are what was hashed. */
export interface AppendedEvent {
  readonly chain: string;
  readonly seq: bigint;
  readonly organizationId: string | null;
  readonly at: Date;
  readonly actor: JsonObject;
  readonly action: string;
  readonly target: JsonObject;
  readonly detail: JsonObject;
  readonly previousHash: string;
  readonly hash: string;
}

/** The end of the chain that a change belongs to. */
export interface Chains {
  lockHead(chain: string): Promise<LockedHead>;
  /** Writes the event that follows the locked head, and makes it the head. */
  append(event: AppendedEvent): Promise<void>;
}

/** Who asks from here on, in the transaction that is open. */
export type Enter = (scope: Scope) => Promise<void>;

/** Longer than any other transaction needs; whoever waits then does so without the others. */
const patienceMs = 3_000;

/**
 * Opens a write transaction. Only services/audit may import this file (the walls see to it), so
 * nothing is written without a permission check and an audit event.
 */
export async function writeAs<T>(
  scope: Scope,
  change: (tx: Tx, chains: Chains) => Promise<T>,
): Promise<T> {
  return await prisma().$transaction(async (tx) => {
    await enterScope(tx, scope, "write");
    return await change(tx, {
      lockHead: (chain) => lockHead(tx, chain),
      append: (event) => append(tx, event),
    });
  });
}

/**
 * The same for changes of several scopes, entered one after another. A row that someone else holds
 * for long ends it, so that nobody's change waits for that of another.
 */
export async function writeTogether<T>(
  change: (tx: Tx, chains: Chains, enter: Enter) => Promise<T>,
): Promise<T> {
  return await prisma().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT set_config('lock_timeout', ${String(patienceMs)}, true)`;
    let entered: string | undefined;
    return await change(
      tx,
      { lockHead: (chain) => lockHead(tx, chain), append: (event) => append(tx, event) },
      async (scope) => {
        const { organizationId, userId, capability } = scope;
        const wanted = JSON.stringify([organizationId, userId, capability]);
        // Whoever is asking already need not be said again: it is a round trip.
        if (wanted === entered) return;
        entered = undefined;
        await enterScope(tx, scope, "write");
        entered = wanted;
      },
    );
  });
}

const genesisHash = "0".repeat(64);

async function lockHead(tx: Prisma.TransactionClient, chain: string): Promise<LockedHead> {
  const known = await selectHead(tx, chain);
  if (known !== undefined) return known;
  await tx.$executeRaw`INSERT INTO audit_heads (chain, seq, hash) VALUES (${chain}, 0, ${genesisHash})
    ON CONFLICT (chain) DO NOTHING`;
  const made = await selectHead(tx, chain);
  if (made === undefined) throw new Error("The audit head vanished within its own transaction.");
  return made;
}

async function selectHead(
  tx: Prisma.TransactionClient,
  chain: string,
): Promise<LockedHead | undefined> {
  const rows = await tx.$queryRaw<LockedHead[]>`
    SELECT seq, hash FROM audit_heads WHERE chain = ${chain} FOR UPDATE`;
  return rows[0];
}

/** One statement: everybody who changes something in this chain waits till it is done. */
async function append(tx: Prisma.TransactionClient, event: AppendedEvent): Promise<void> {
  const { chain, seq, organizationId, at, action, previousHash, hash } = event;
  const [actor, target, detail] = [event.actor, event.target, event.detail].map((fact) =>
    JSON.stringify(fact),
  );
  await tx.$executeRaw`
    WITH event AS (
      INSERT INTO audit_events
        (chain, seq, organization_id, at, actor, action, target, detail, previous_hash, hash)
      VALUES (${chain}, ${seq}, ${organizationId}, ${at.toISOString()}::timestamptz,
        ${actor}::jsonb, ${action}, ${target}::jsonb, ${detail}::jsonb, ${previousHash}, ${hash}))
    UPDATE audit_heads SET seq = ${seq}, hash = ${hash} WHERE chain = ${chain}`;
}
