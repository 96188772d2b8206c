import type { JsonObject } from "#lib/base/index.ts";
import { type Reads, readAs, type Scope } from "#lib/platform/db/index.ts";
import { eventHash, installationChain } from "./event.ts";

/** An event as somebody noted it down, outside the database. */
export interface NotedEvent {
  readonly seq: bigint;
  /** SHA-256, hex. */
  readonly hash: string;
}

export interface ChainReport {
  readonly chain: string;
  readonly events: bigint;
  /** Hash of the last event: noted elsewhere, it proves later that nothing before it changed. */
  readonly headHash: string;
  /** What is wrong, first fault first; empty when the chain holds. */
  readonly faults: readonly string[];
}

type StoredEvent = Awaited<ReturnType<Reads["auditEvent"]["findMany"]>>[number];

const pageSize = 1000;

/**
 * Recomputes one chain from its first event to its head. Whoever rewrites the whole chain, head and
 * all, is found only by an event that was noted before: it must still stand where it stood.
 */
export async function checkChain(
  organizationId: string | null,
  noted?: NotedEvent,
): Promise<ChainReport> {
  const chain = organizationId ?? installationChain;
  const scope: Scope =
    organizationId === null ? { capability: installationChain } : { organizationId };
  const walk = new Walk(chain, organizationId, noted);
  // A transaction for each page, so that no chain is too long for one, and what is appended
  // meanwhile is walked as well.
  let head: NotedEvent | null = null;
  for (;;) {
    const page = await readAs(scope, (db) => readPage(db, chain, walk.seq));
    for (const event of page) walk.add(event);
    if (page.length > 0) {
      head = null;
      continue;
    }
    // Nothing came after the head was read: events and head belong together.
    if (head !== null) return walk.end(head);
    const stored = await readAs(scope, (db) => db.auditHead.findUnique({ where: { chain } }));
    head = stored ?? { seq: 0n, hash: "" };
  }
}

async function readPage(db: Reads, chain: string, after: bigint): Promise<StoredEvent[]> {
  return await db.auditEvent.findMany({
    where: { chain, seq: { gt: after } },
    orderBy: { seq: "asc" },
    take: pageSize,
  });
}

/** Follows a chain from one event to the next and remembers what does not fit. */
class Walk {
  seq = 0n;
  #hash = "0".repeat(64);
  readonly #chain: string;
  readonly #organizationId: string | null;
  readonly #noted: NotedEvent | undefined;
  readonly #faults: string[] = [];

  constructor(chain: string, organizationId: string | null, noted: NotedEvent | undefined) {
    this.#chain = chain;
    this.#organizationId = organizationId;
    this.#noted = noted;
  }

  add(event: StoredEvent): void {
    if (event.seq !== this.seq + 1n) this.#missing(event.seq - 1n);
    if (event.previousHash !== this.#hash) {
      this.#faults.push(`Event ${event.seq} does not follow the event before it.`);
    }
    if (!this.#isAsRecorded(event)) {
      this.#faults.push(`Event ${event.seq} is not the one that was recorded.`);
    }
    if (event.seq === this.#noted?.seq && event.hash !== this.#noted.hash) {
      this.#faults.push(`Event ${event.seq} is not the one that was noted.`);
    }
    this.seq = event.seq;
    this.#hash = event.hash;
  }

  end(head: NotedEvent): ChainReport {
    const noted = this.#noted;
    if (head.seq > this.seq) this.#missing(head.seq);
    if (head.seq < this.seq) {
      this.#faults.push(`The chain's head says ${head.seq} events; there are ${this.seq}.`);
    }
    if (head.seq === this.seq && this.seq > 0n && head.hash !== this.#hash) {
      this.#faults.push("The chain's head does not match its last event.");
    }
    if (noted !== undefined && noted.seq > this.seq) {
      this.#faults.push(`Event ${noted.seq} was noted; the chain ends at ${this.seq}.`);
    }
    return { chain: this.#chain, events: this.seq, headHash: this.#hash, faults: this.#faults };
  }

  #missing(last: bigint): void {
    const first = this.seq + 1n;
    const which = first === last ? `Event ${first} is` : `Events ${first} to ${last} are`;
    this.#faults.push(`${which} missing.`);
  }

  /** The owner is not hashed: it follows from the chain, so it is compared. */
  #isAsRecorded(event: StoredEvent): boolean {
    const content = {
      ...event,
      actor: event.actor as JsonObject,
      target: event.target as JsonObject,
      detail: event.detail as JsonObject,
    };
    return event.organizationId === this.#organizationId && eventHash(content) === event.hash;
  }
}
