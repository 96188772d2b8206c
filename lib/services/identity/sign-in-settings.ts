import { config, required } from "#lib/platform/config/index.ts";
import { mailGoesToTerminal, sendMail } from "#lib/platform/mail/index.ts";

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

/** Mails a magic link. */
export async function sendSignInLink(email: string, url: string): Promise<void> {
  await sendMail({
    to: email,
    subject: "Your sign-in link for Agent Etna",
    text: `Open this link to sign in. It works once, for 15 minutes.\n\n${url}\n\nIf you did not ask for it, do nothing.`,
  });
}

export { mailGoesToTerminal };
