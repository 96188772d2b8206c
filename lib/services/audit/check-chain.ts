import type { JsonObject } from "#lib/base/index.ts";
import { type Reads, readAs, type Scope } from "#lib/platform/db/index.ts";
import { eventHash, installationChain } from "./event.ts";

export interface ChainReport {
  readonly chain: string;
  readonly events: bigint;
  /** Hash of the last event: keep it elsewhere, and a later check can prove nothing before it changed. */
  readonly headHash: string;
  /** What is wrong, first fault first; empty when the chain holds. */
  readonly faults: readonly string[];
}

const pageSize = 1000;

/** Recomputes one chain from its first event to its head. */
export async function checkChain(organizationId: string | null): Promise<ChainReport> {
  const chain = organizationId ?? installationChain;
  const scope: Scope =
    organizationId === null ? { capability: installationChain } : { organizationId };
  return await readAs(scope, (db) => walk(db, chain));
}

async function walk(db: Reads, chain: string): Promise<ChainReport> {
  const faults: string[] = [];
  let seq = 0n;
  let previousHash = "0".repeat(64);
  for (;;) {
    const page = await db.auditEvent.findMany({
      where: { chain, seq: { gt: seq } },
      orderBy: { seq: "asc" },
      take: pageSize,
    });
    for (const event of page) {
      if (event.seq !== seq + 1n)
        faults.push(`Events ${seq + 1n} to ${event.seq - 1n} are missing.`);
      const content = {
        ...event,
        actor: event.actor as JsonObject,
        target: event.target as JsonObject,
        detail: event.detail as JsonObject,
      };
      if (event.previousHash !== previousHash) {
        faults.push(`Event ${event.seq} does not follow the event before it.`);
      }
      if (eventHash(content) !== event.hash) {
        faults.push(`Event ${event.seq} is not the one that was recorded.`);
      }
      seq = event.seq;
      previousHash = event.hash;
    }
    if (page.length < pageSize) break;
  }
  const head = await db.auditHead.findUnique({ where: { chain } });
  const headSeq = head?.seq ?? 0n;
  if (headSeq > seq) faults.push(`Events ${seq + 1n} to ${headSeq} are missing.`);
  if (headSeq < seq) faults.push(`The chain's head says ${headSeq} events; there are ${seq}.`);
  if (headSeq === seq && head !== null && head.hash !== previousHash) {
    faults.push("The chain's head does not match its last event.");
  }
  return { chain, events: seq, headHash: previousHash, faults };
}
