import { config, required } from "#lib/platform/config/index.ts";
import { mailGoesToTerminal, sendMail } from "#lib/platform/mail/index.ts";
import { maySignIn } from "./sign-up.ts";

/** What signing in rests on. `authSecrets`: the first signs a session's cookie, all verify. */
export function signInSettings(): {
  readonly publicUrl: string;
  readonly authSecrets: readonly string[];
  readonly linkSecret: string;
} {
  return {
    publicUrl: config().publicUrl,
    authSecrets: required("AUTH_SECRET"),
    linkSecret: required("ETNA_LINK_SECRET"),
  };
}

/**
 * Mails a magic link; to an address that may not sign in, word of that instead. So whoever asked sees
 * the same answer after the same time, and only the address's owner learns more.
 */
export async function sendSignInLink(email: string, url: string): Promise<void> {
  const allowed = await maySignIn(email);
  await sendMail({
    to: email,
    subject: allowed ? "Your sign-in link for Agent Etna" : "No account for you at Agent Etna",
    text: allowed
      ? `Open this link to sign in, in the browser that asked for it. It works once, for 15 minutes.\n\n${url}\n\nIf you did not ask for it, do nothing.`
      : `Somebody asked for a sign-in link for this address at ${config().publicUrl}. There is no account for it, and only whom a member invited, or who has an address of certain domains, may have one. Ask whoever invited you to use this address.\n\nIf you did not ask for it, do nothing.`,
  });
}

export { mailGoesToTerminal };
