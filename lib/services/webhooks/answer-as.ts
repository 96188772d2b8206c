import { isAppError } from "#lib/base/index.ts";
import type { ForgeAccount } from "#lib/platform/forge/index.ts";
import { type ForgeActor, forgeActor } from "#lib/services/audit/index.ts";
import { findPersonByAccount } from "#lib/services/identity/index.ts";

const unlinked =
  "Nobody in Etna has linked this account. Sign in to Etna, connect it under Settings, then comment again.";

/** What was done for the person whose account it is, or why not, in a sentence for the forge. */
export async function answerAs(
  organizationId: string,
  issuer: string,
  by: ForgeAccount,
  carryOut: (actor: ForgeActor) => Promise<string>,
): Promise<string> {
  const account = { issuer, subject: by.id };
  const person = await findPersonByAccount(account);
  if (person === null) return `@${by.name} ${unlinked}`;
  try {
    return `@${by.name} ${await carryOut(forgeActor(person.id, organizationId, account))}`;
  } catch (error) {
    if (!isAppError(error) || error.code === "internal" || error.code === "unavailable")
      throw error;
    return `@${by.name} ${error.message}`;
  }
}
