import { enterScope, prisma } from "./connection.ts";
import type { Prisma, PrismaClient } from "./generated/client.ts";
import type { Scope } from "./scope.ts";

type ReadMethod =
  | "findUnique"
  | "findUniqueOrThrow"
  | "findFirst"
  | "findFirstOrThrow"
  | "findMany"
  | "count"
  | "aggregate"
  | "groupBy";

type ModelDelegate = Uncapitalize<Prisma.ModelName>;

/** Every table, and no way to change one. */
export type Reads = {
  readonly [M in ModelDelegate]: Pick<PrismaClient[M], ReadMethod & keyof PrismaClient[M]>;
};

/**
 * Runs `query` in one read-only transaction that sees what `scope` may see. One transaction a page:
 * it is a consistent view and costs one round trip more than none.
 */
export async function readAs<T>(scope: Scope, query: (db: Reads) => Promise<T>): Promise<T> {
  return await prisma().$transaction(async (tx) => {
    await enterScope(tx, scope, "read");
    return await query(tx);
  });
}

/** The ids of all organizations: the one thing that can be listed without a tenant. */
export async function listOrganizationIds(): Promise<readonly string[]> {
  const rows = await prisma().$queryRaw<{ organization_ids: string }[]>`SELECT organization_ids()`;
  return rows.map((row) => row.organization_ids);
}
