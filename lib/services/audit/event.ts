import { createHash } from "node:crypto";
import { canonicalJson, type JsonObject } from "#lib/base/index.ts";

export const installationChain = "installation";

/** What an event says, as it is hashed. `at` is ISO 8601 with milliseconds, UTC. */
export interface EventContent {
  readonly chain: string;
  readonly seq: bigint;
  readonly at: Date;
  readonly actor: JsonObject;
  readonly action: string;
  readonly target: JsonObject;
  readonly detail: JsonObject;
  readonly previousHash: string;
}

/** SHA-256, hex, over the canonical JSON (RFC 8785) of everything the event says. */
export function eventHash(event: EventContent): string {
  const canonical = canonicalJson({
    chain: event.chain,
    seq: event.seq.toString(),
    at: event.at.toISOString(),
    actor: event.actor,
    action: event.action,
    target: event.target,
    detail: event.detail,
    previousHash: event.previousHash,
  });
  return createHash("sha256").update(canonical).digest("hex");
}
