// The mail server of the browser tests, as a process; its messages are read with mailbox.ts.
import { join } from "node:path";
import { startMailServer } from "./mailbox.ts";

const port = Number(process.env.ETNA_E2E_SMTP_PORT ?? 3211);
const mail = await startMailServer(join(import.meta.dirname, "../../.etna/e2e/mail"), port);

process.once("SIGTERM", () => {
  mail.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
