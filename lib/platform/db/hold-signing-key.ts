import type { Prisma } from "./generated/client.ts";
import type { Tx } from "./writer.ts";

/**
 * True where the key is in force, and then it stays so until the transaction ends: whoever retires
 * it waits. Many may hold it at a time.
 */
export async function holdSigningKey(tx: Tx, id: string): Promise<boolean> {
  const client = tx as unknown as Prisma.TransactionClient;
  const rows = await client.$queryRaw<unknown[]>`SELECT 1 FROM signing_keys
    WHERE id = ${id} AND valid_until IS NULL AND revoked_at IS NULL FOR SHARE`;
  return rows.length === 1;
}
