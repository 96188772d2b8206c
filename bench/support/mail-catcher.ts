import { once } from "node:events";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A real SMTP server on loopback that hands each message to whoever waits for its recipient. */
export interface MailCatcher {
  readonly port: number;
  /** The text of the next message to this address. Ask before it is sent. Rejects after `timeoutMs`. */
  next(address: string, timeoutMs: number): Promise<string>;
  close(): Promise<void>;
}

export async function startMailCatcher(): Promise<MailCatcher> {
  const waiting = new Map<string, (text: string) => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, session, callback) {
      simpleParser(stream).then(
        ({ text }) => {
          for (const { address } of session.envelope.rcptTo) waiting.get(address)?.(text ?? "");
          callback();
        },
        (error: Error) => callback(error),
      );
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("No port was given.");
  return {
    port: address.port,
    next(to, timeoutMs) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      waiting.set(to, resolve);
      const late = setTimeout(() => reject(new Error(`No mail came for ${to}.`)), timeoutMs);
      return promise.finally(() => {
        clearTimeout(late);
        waiting.delete(to);
      });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
