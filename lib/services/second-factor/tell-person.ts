import { config } from "#lib/platform/config/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { sendMail } from "#lib/platform/mail/index.ts";

/**
 * Mails the person what happened to their second factor. It has happened, whether or not the mail
 * server takes the message: that it did not is kept in the log.
 */
export async function tellPerson(userId: string, what: string): Promise<void> {
  try {
    const { email } = await readAs({ userId }, (db) =>
      db.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } }),
    );
    const { publicUrl } = config();
    await sendMail({
      to: email,
      subject: "Your second factor at Agent Etna",
      text: `${what}\n\nIf it was you, there is nothing to do. If it was not, look at once at your factors, and end all other sessions under Settings, Sessions:\n\n${publicUrl}/account/security`,
    });
  } catch (error) {
    log.error({ err: error, userId }, "a person was not told about their second factor");
  }
}
