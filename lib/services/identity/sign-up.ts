import { config } from "#lib/platform/config/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { findPersonByEmail } from "./people.ts";

/** Whether the one who holds this address may have an account here, be it there already or not. */
export async function maySignIn(email: string): Promise<boolean> {
  // Both are always asked, so that the time of an answer says nothing about who is known.
  const [person, allowed] = await Promise.all([findPersonByEmail(email), maySignUp(email)]);
  return person !== null || allowed;
}

async function maySignUp(email: string): Promise<boolean> {
  const { ETNA_SIGN_UP: policy, ETNA_OWNER_EMAIL } = config();
  const invitations = await readAs({ capability: email }, (db) =>
    db.invitation.count({
      where: { email, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
    }),
  );
  if (policy.kind === "open" || invitations > 0 || email === ETNA_OWNER_EMAIL) return true;
  return policy.kind === "domains" && policy.domains.includes(email.split("@").at(-1) ?? "");
}
