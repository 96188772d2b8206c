// The timestamp authority and the public log of the browser tests, as a process.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startRekor } from "../fakes/rekor.ts";
import { startTimestampAuthority } from "../fakes/timestamp-authority.ts";

const folder = join(import.meta.dirname, "../../.etna/e2e/outside");
mkdirSync(folder, { recursive: true });
const authorityPort = Number(process.env.ETNA_E2E_AUTHORITY_PORT ?? 3214);
const rekorPort = Number(process.env.ETNA_E2E_REKOR_PORT ?? 3215);

const rekor = await startRekor(rekorPort);
writeFileSync(join(folder, "rekor.pub"), rekor.publicKey);
const authority = await startTimestampAuthority("", {
  port: authorityPort,
  ready: (certificates) => writeFileSync(join(folder, "authority.pem"), certificates),
});

process.once("SIGTERM", () => {
  Promise.all([rekor.close(), authority.close()]).then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
