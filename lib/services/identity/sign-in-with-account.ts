import { findPersonByAccount, linkAccount, listAccounts } from "./accounts.ts";
import { createPerson, findPersonByEmail, personName, renamePerson } from "./people.ts";
import type { ProviderProfile } from "./provider-profile.ts";
import type { SignInProvider } from "./providers.ts";
import { maySignIn } from "./sign-up.ts";

/** Why an account elsewhere signs nobody in. The first is next-auth's own word for it. */
export type AccountRefusal =
  | "OAuthAccountNotLinked"
  | "AccountOfAnother"
  | "OtherAccountLinked"
  | "SignedInAlready"
  | "EmailNotVerified"
  | "SignUpClosed";

/** Who is at the browser: nobody yet, or somebody, who may have asked to connect an account. */
export interface AtTheBrowser {
  readonly personId: string;
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
    if (owner?.id === browser.personId) return null;
    if (!browser.asksToConnect) return "SignedInAlready";
    if (owner !== null) return "AccountOfAnother";
    const accounts = await listAccounts(browser.personId);
    if (accounts.some((account) => account.issuer === issuer)) return "OtherAccountLinked";
    await linkAccount(browser.personId, { provider, issuer, subject, label });
    return null;
  }
  if (owner !== null) return null;
  const email = profile.verifiedEmail;
  if (email === null) return "EmailNotVerified";
  if ((await findPersonByEmail(email)) !== null) return "OAuthAccountNotLinked";
  if (!(await maySignIn(email))) return "SignUpClosed";
  const person = await createPerson(email);
  if (person === null) return "OAuthAccountNotLinked";
  await linkAccount(person.id, { provider, issuer, subject, label });
  const name = personName.safeParse(profile.name);
  if (name.success) await renamePerson(person.id, name.data);
  return null;
}
