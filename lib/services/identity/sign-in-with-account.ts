import { isAppError } from "#lib/base/index.ts";
import type { UserActor } from "#lib/services/audit/index.ts";
import { findPersonByAccount, linkAccount, listAccounts } from "./accounts.ts";
import { createPerson, findPersonByEmail, personName } from "./people.ts";
import type { ProviderProfile } from "./provider-profile.ts";
import type { SignInProvider } from "./providers.ts";
import { maySignIn } from "./sign-up.ts";

/** Why an account elsewhere signs nobody in. The first is next-auth's own word for it. */
export type AccountRefusal =
  | "OAuthAccountNotLinked"
  | "AccountOfAnother"
  | "OtherAccountLinked"
  | "SignedInAlready"
  | "ConfirmFirst"
  | "EmailNotVerified"
  | "SignUpClosed";

/** Who is at the browser: nobody yet, or somebody, who may have asked to connect an account. */
export interface AtTheBrowser {
  readonly actor: UserActor;
  readonly asksToConnect: boolean;
}

/**
 * Decides what an account elsewhere may do here, and sees to it that it is somebody's: of whom it
 * already is; of who is signed in and asked for it; of a new person with the verified address.
 * An address alone never opens an account that is already here. Null means: go on and sign in.
 */
export async function signInWithAccount(
  { id: provider, url: issuer }: Pick<SignInProvider, "id" | "url">,
  profile: ProviderProfile,
  browser: AtTheBrowser | null,
): Promise<AccountRefusal | null> {
  const { subject, label } = profile;
  const owner = await findPersonByAccount({ issuer, subject });
  if (browser !== null) {
    const { actor, asksToConnect } = browser;
    if (owner?.id === actor.userId) return null;
    if (!asksToConnect) return "SignedInAlready";
    if (owner !== null) return "AccountOfAnother";
    const accounts = await listAccounts(actor.userId);
    if (accounts.some((account) => account.issuer === issuer)) return "OtherAccountLinked";
    return await link(actor, { provider, issuer, subject, label });
  }
  if (owner !== null) return null;
  const email = profile.verifiedEmail;
  if (email === null) return "EmailNotVerified";
  if ((await findPersonByEmail(email)) !== null) return "OAuthAccountNotLinked";
  if (!(await maySignIn(email))) return "SignUpClosed";
  const name = personName.safeParse(profile.name);
  const account = { provider, issuer, subject, label };
  const person = await createPerson(email, { name: name.success ? name.data : null, account });
  return person === null ? "OAuthAccountNotLinked" : null;
}

/** The proof that was fresh when they set out for the provider may be too old when they are back. */
async function link(
  actor: UserActor,
  account: Parameters<typeof linkAccount>[1],
): Promise<AccountRefusal | null> {
  try {
    await linkAccount(actor, account);
    return null;
  } catch (error) {
    if (isAppError(error, "reauthentication_required")) return "ConfirmFirst";
    throw error;
  }
}
