import { HttpBrowser } from "../../tests/support/http-browser.ts";
import type { MailCatcher } from "./mail-catcher.ts";

const mailWithinMs = 60_000;

/** How far somebody came who wanted to sign in. */
export interface Progress {
  asked: boolean;
  mailed: boolean;
  signedIn: boolean;
}

/**
 * The whole road of a magic link, with a browser of its own: the form, the mail, the link, the first
 * page. Notes in `progress` how far it came; throws where it ends.
 */
export async function signIn(
  url: string,
  mails: MailCatcher,
  email: string,
  progress: Progress = { asked: false, mailed: false, signedIn: false },
): Promise<HttpBrowser> {
  const browser = new HttpBrowser();
  const form = await browser.open(`${url}/sign-in`);
  const mail = mails.next(email, mailWithinMs);
  // Where the form fails nobody comes to wait for the mail.
  mail.catch(() => undefined);
  const sent = await browser.submit(form, "Send a sign-in link", { email });
  if (new URL(sent.url).pathname !== "/sign-in/sent") throw new Error(`It led to ${sent.url}.`);
  progress.asked = true;
  const link = /https?:\/\/\S+\/callback\/email\S+/.exec(await mail)?.[0];
  if (link === undefined) throw new Error(`The mail for ${email} holds no link.`);
  progress.mailed = true;
  const { url: at, status } = await browser.open(link);
  const { pathname } = new URL(at);
  if (status !== 200 || !/^\/(welcome|o\/)/.test(pathname)) {
    throw new Error(`The link led to ${pathname} with ${status}.`);
  }
  progress.signedIn = true;
  return browser;
}

/** Whose session a browser has, as the server sees it. */
export async function sessionOf(
  browser: HttpBrowser,
  url: string,
): Promise<{ readonly email: string; readonly id: string } | null> {
  const { text } = await browser.request(`${url}/api/auth/session`);
  const session = JSON.parse(text) as { user: { email: string }; sessionId: string } | null;
  return session && { email: session.user.email, id: session.sessionId };
}
