// A process of its own that appends what signatures append, so many at once and so long as it is told.
import { randomBytes } from "node:crypto";
import { toBase64 } from "#lib/base/index.ts";
import { ed25519SpkiOf, entryBody } from "#lib/engines/verify/index.ts";
import { systemActor } from "#lib/services/audit/index.ts";
import { installationLog, mutateLogged } from "#lib/services/provenance/index.ts";

export interface AppendAsked {
  readonly together: number;
  readonly seconds: number;
}

export interface AppendSaid {
  readonly kind: "ready" | "appended";
  readonly entries: number;
}

const actor = systemActor("bench", null);
const spki = ed25519SpkiOf(randomBytes(32));

/** The body of a signature's entry, its digests and its signature drawn. */
function drawnBody(): Uint8Array {
  const payload = toBase64(randomBytes(64));
  const payloadType = "application/vnd.in-toto+json";
  return entryBody(
    { payload, payloadType, signatures: [{ sig: toBase64(randomBytes(64)) }] },
    spki,
  );
}

async function appendOne(): Promise<void> {
  const target = { type: "log", id: "bench" };
  await mutateLogged(actor, "fix.sign", target, async (_tx, trail, append) => {
    trail.unchanged();
    await append(drawnBody());
  });
}

async function appendFor({ together, seconds }: AppendAsked): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let entries = 0;
  const caller = async () => {
    while (performance.now() < until) {
      await appendOne();
      entries++;
    }
  };
  await Promise.all(Array.from({ length: together }, caller));
  return entries;
}

await installationLog();
process.on("message", (asked: AppendAsked) => {
  appendFor(asked).then(
    (entries) => process.send?.({ kind: "appended", entries } satisfies AppendSaid),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.send?.({ kind: "ready", entries: 0 } satisfies AppendSaid);
