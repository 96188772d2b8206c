import { join } from "node:path";
import { startMailServer, waitForMail } from "./mailbox.ts";
import { openWorld, type World } from "./world.ts";

/** An installation whose mail arrives: `mail(to)` waits for message number `count` to an address. */
export interface MailWorld extends World {
  mail(to: string, count?: number): Promise<string>;
}

export async function openMailWorld(): Promise<MailWorld> {
  const world = await openWorld();
  const directory = join(world.folder, "mail");
  const server = await startMailServer(directory);
  process.env.SMTP_URL = `smtp://127.0.0.1:${server.port}`;
  return {
    ...world,
    mail: async (to, count) => (await waitForMail(directory, to, count)).text,
    close: async () => {
      await server.close();
      await world.close();
    },
  };
}
