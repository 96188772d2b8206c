import { AppError, newId } from "#lib/base/index.ts";
import { isUniqueViolation, readAs } from "#lib/platform/db/index.ts";
import { mutate, requireOwn, type UserActor } from "#lib/services/audit/index.ts";
import type { Person } from "./people.ts";
import { findPerson } from "./people.ts";
import type { ProviderId } from "./providers.ts";

/** An account elsewhere: the provider's word for who somebody is. */
export interface AccountKey {
  readonly issuer: string;
  readonly subject: string;
}

export interface LinkedAccount extends AccountKey {
  readonly id: string;
  readonly label: string;
  readonly linkedAt: Date;
}

/** Whose account this is. Ask only once the provider has vouched for it. */
export async function findPersonByAccount({ issuer, subject }: AccountKey): Promise<Person | null> {
  const account = await readAs({ capability: `${issuer} ${subject}` }, (db) =>
    db.account.findUnique({ where: { issuer_subject: { issuer, subject } } }),
  );
  return account && (await findPerson(account.userId));
}

export async function listAccounts(userId: string): Promise<readonly LinkedAccount[]> {
  const accounts = await readAs({ userId }, (db) =>
    db.account.findMany({ where: { userId }, orderBy: { createdAt: "asc" } }),
  );
  return accounts.map(({ createdAt, ...account }) => ({ ...account, linkedAt: createdAt }));
}

/**
 * Connects an account to a person; again is no change. Throws `conflict` where it is somebody
 * else's, or where the person has another one of the same issuer.
 */
export async function linkAccount(
  actor: UserActor,
  account: AccountKey & { readonly provider: ProviderId; readonly label: string },
): Promise<void> {
  const { provider, issuer, subject, label } = account;
  const { userId } = actor;
  const id = newId("account");
  const target = { type: "account", id };
  try {
    await mutate(actor, "account.link", target, async (tx, trail) => {
      const known = await tx.account.findUnique({ where: { userId_issuer: { userId, issuer } } });
      if (known?.subject === subject) return trail.unchanged();
      await tx.account.create({ data: { id, userId, provider, issuer, subject, label } });
      trail.note({ provider, issuer });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "This account, or another one like it, is connected already.", {
      cause: error,
    });
  }
}

/** Refuses, before they set out for the provider, whoever could not connect its account. */
export async function requireMayLink(actor: UserActor): Promise<void> {
  await requireOwn(actor, "account.link");
}

/** Disconnects one of the person's own accounts. The link by mail always remains. */
export async function unlinkAccount(actor: UserActor, accountId: string): Promise<void> {
  const { userId } = actor;
  const target = { type: "account", id: accountId };
  await mutate(actor, "account.unlink", target, async (tx, trail) => {
    const { count } = await tx.account.deleteMany({ where: { id: accountId, userId } });
    if (count === 0) trail.unchanged();
  });
}
