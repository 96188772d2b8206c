import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** As it came, headers and all. */
  readonly raw: string;
}

export interface MailServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A real SMTP server on loopback that keeps every message as a file of `directory`. */
export async function startMailServer(directory: string, port = 0): Promise<MailServer> {
  await mkdir(directory, { recursive: true });
  let count = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, session, callback) {
      buffer(stream)
        .then(async (bytes) => {
          const parsed = await simpleParser(bytes);
          const mail: ReceivedMail = {
            to: session.envelope.rcptTo.map((recipient) => recipient.address),
            subject: parsed.subject ?? "",
            text: parsed.text ?? "",
            raw: bytes.toString("utf8"),
          };
          count += 1;
          const name = `${String(count).padStart(6, "0")}.json`;
          await writeFile(join(directory, name), JSON.stringify(mail));
          callback();
        })
        .catch((error: Error) => callback(error));
    },
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The messages that came for `to`, oldest first. */
export async function mailsFor(directory: string, to: string): Promise<readonly ReceivedMail[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith(".json"));
  const mails = await Promise.all(
    names.sort().map(async (name) => JSON.parse(await readFile(join(directory, name), "utf8"))),
  );
  return (mails as ReceivedMail[]).filter((mail) => mail.to.includes(to));
}

/** Waits for message number `count` to `to` and returns it. */
export async function waitForMail(directory: string, to: string, count = 1): Promise<ReceivedMail> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    const mail = (await mailsFor(directory, to))[count - 1];
    if (mail !== undefined) return mail;
    await sleep(100);
  }
  throw new Error(`No message number ${count} came for ${to}.`);
}

/** The first link in a message. */
export function linkIn(mail: ReceivedMail): string {
  const link = /https?:\/\/\S+/.exec(mail.text)?.[0];
  if (link === undefined) throw new Error(`There is no link in "${mail.subject}".`);
  return link;
}
