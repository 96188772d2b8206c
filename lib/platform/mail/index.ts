import { createTransport } from "nodemailer";
import { AppError } from "#lib/base/index.ts";
import { config, isLoopback } from "#lib/platform/config/index.ts";
import { sendThroughPool } from "./pool.ts";

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * Sends one message, or prints it on the terminal where `mailGoesToTerminal`. Throws `unavailable` when the server does not take it: mail is never silently lost.
 */
export async function sendMail(mail: Mail): Promise<void> {
  const { SMTP_URL, MAIL_FROM } = config();
  if (SMTP_URL === undefined) {
    if (!mailGoesToTerminal()) {
      throw new AppError("unavailable", "No mail can be sent: SMTP_URL is not set on this server.");
    }
    process.stderr.write(`\n  Mail to ${mail.to}: ${mail.subject}\n\n${indent(mail.text)}\n\n`);
    return;
  }
  try {
    await sendThroughPool(SMTP_URL, { from: MAIL_FROM, ...mail });
  } catch (cause) {
    throw new AppError("unavailable", "The mail server did not take the message. Try again soon.", {
      cause,
    });
  }
}

/** True on a machine of one's own with no SMTP; never where others can reach the installation. */
export function mailGoesToTerminal(): boolean {
  const { SMTP_URL, publicUrl } = config();
  return SMTP_URL === undefined && isLoopback(publicUrl);
}

/** Asks the SMTP server whether it would take mail. Null when none is configured. */
export async function verifyTransport(): Promise<boolean | null> {
  const { SMTP_URL } = config();
  if (SMTP_URL === undefined) return null;
  return await createTransport(SMTP_URL).verify();
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
