import { AppError, newId } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";

/**
 * Links the account that the sample forge has just made for this person, in the place of a former
 * one there. Which is theirs is that forge's word to Etna, never a browser's.
 */
export async function linkSampleAccount(
  actor: UserActor,
  account: { readonly subject: string; readonly label: string },
): Promise<void> {
  const issuer = config().sampleForge?.url;
  if (issuer === undefined) throw new AppError("precondition_failed", "There is no sample forge.");
  const { userId } = actor;
  const { subject, label } = account;
  const id = newId("account");
  const provider = "github";
  await mutate(actor, "account.link", { type: "account", id }, async (tx, trail) => {
    const known = await tx.account.findUnique({ where: { userId_issuer: { userId, issuer } } });
    if (known?.subject === subject) return trail.unchanged();
    await tx.account.deleteMany({ where: { userId, issuer } });
    await tx.account.create({ data: { id, userId, provider, issuer, subject, label } });
    trail.note({ provider, issuer });
  });
}
