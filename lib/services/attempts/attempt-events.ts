import type { LedgerRecord, TranscriptEvent } from "#lib/engines/agent/index.ts";
import type { AgentEvent } from "#lib/platform/db/index.ts";

export interface AttemptEvent {
  readonly position: number;
  readonly kind: TranscriptEvent["kind"];
  readonly step: number;
  readonly at: Date;
  readonly detail: TranscriptEvent["detail"];
}

export interface ReadEvent {
  readonly event: AttemptEvent;
  /** Of an edit: the whole change so far, as a unified diff. */
  readonly patch: string | null;
}

/** A line of a transcript as it was told. Its diff stands apart: the next edit repeats it. */
export function eventOf({ position, kind, step, at, detail: text }: AgentEvent): ReadEvent {
  // What JSON.stringify wrote of a detail is one.
  const { patch = null, ...detail } = JSON.parse(text) as TranscriptEvent["detail"];
  return {
    event: { position, kind: kind as AttemptEvent["kind"], step, at, detail },
    patch: typeof patch === "string" ? patch : null,
  };
}

/** What the events of an attempt under way say that its ledger will hold. */
export function ledgerSoFar(
  { provider, model, purpose }: { provider: string; model: string; purpose: string },
  read: readonly ReadEvent[],
): LedgerRecord {
  const asked = read
    .filter(({ event }) => event.kind === "asked")
    .map(({ event }) => event.detail as unknown as Partial<Told>);
  const last = asked.at(-1);
  return {
    version: 1,
    provider,
    model,
    purpose,
    repositoryBytes: last?.repositoryBytes ?? 0,
    sentBytes: last?.sentBytes ?? 0,
    requests: asked.map(({ bytes = 0 }, at) => ({ number: at + 1, bytes })),
    pieces: asked.flatMap(({ pieces = [] }) => pieces),
  };
}

/** What the loop tells of each request. */
interface Told extends Pick<LedgerRecord, "repositoryBytes" | "sentBytes" | "pieces"> {
  readonly bytes: number;
}
