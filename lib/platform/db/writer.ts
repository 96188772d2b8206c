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

/**
 * Opens a write transaction. Only services/audit may import this file (the walls see to it), so
 * nothing is written without a permission check and an audit event.
 */
export async function writeAs<T>(
  scope: Scope,
  change: (tx: Tx, lockHead: (chain: string) => Promise<LockedHead>) => Promise<T>,
): Promise<T> {
  return await prisma().$transaction(async (tx) => {
    await enterScope(tx, scope, "write");
    return await change(tx, (chain) => lockHead(tx, chain));
  });
}

const genesisHash = "0".repeat(64);

async function lockHead(tx: Prisma.TransactionClient, chain: string): Promise<LockedHead> {
  await tx.$executeRaw`INSERT INTO audit_heads (chain, seq, hash) VALUES (${chain}, 0, ${genesisHash})
    ON CONFLICT (chain) DO NOTHING`;
  const rows = await tx.$queryRaw<{ seq: bigint; hash: string }[]>`
    SELECT seq, hash FROM audit_heads WHERE chain = ${chain} FOR UPDATE`;
  const head = rows[0];
  if (head === undefined) throw new Error("The audit head vanished within its own transaction.");
  return head;
}
