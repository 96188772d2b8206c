import { PrismaPg } from "@prisma/adapter-pg";
import { config, required } from "#lib/platform/config/index.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import type { Scope } from "./scope.ts";

let client: PrismaClient | undefined;

/** Connections of the application's role, opened at the first query. */
export function prisma(): PrismaClient {
  client ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: appDatabaseUrl(), max: 10 }),
    // Its long form quotes our source, and the values of the query.
    errorFormat: "minimal",
    transactionOptions: { maxWait: 10_000, timeout: 20_000 },
  });
  return client;
}

export async function closeDatabase(): Promise<void> {
  const open = client;
  client = undefined;
  await open?.$disconnect();
}

/** The address of the application's role. */
export function appDatabaseUrl(): string {
  const explicit = config().APP_DATABASE_URL;
  return explicit ?? roleUrl("etna_app", required("ETNA_APP_DATABASE_PASSWORD"));
}

/** The owner's address with another role's name and password in it. */
export function roleUrl(role: "etna_app" | "etna_worker", password: string): string {
  const url = new URL(required("DATABASE_URL"));
  url.username = role;
  url.password = password;
  return url.href;
}

/** Sets the scope for this transaction and no longer: a session-wide setting leaks through the pool. */
export async function enterScope(
  tx: Prisma.TransactionClient,
  scope: Scope,
  access: "read" | "write",
): Promise<void> {
  await tx.$queryRaw`SELECT
    set_config('app.organization_id', ${scope.organizationId ?? ""}, true),
    set_config('app.user_id', ${scope.userId ?? ""}, true),
    set_config('app.capability', ${scope.capability ?? ""}, true),
    set_config('transaction_read_only', ${access === "read" ? "on" : "off"}, true)`;
}
