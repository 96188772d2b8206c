/** Spans that agents sent to the suite’s own receiver, by attempt, till a target takes them. */
export interface SpanInbox {
  /** False where there is no room: then the sender is told to come back. */
  put(attempt: string, document: unknown, sizeBytes: number): boolean;
  take(attempt: string): readonly unknown[];
}

const maxAttempts = 1000;
const maxBytesAttempt = 4_000_000;

/** An inbox in memory. What nobody takes goes when it is the oldest of very many. */
export function openSpanInbox(): SpanInbox {
  const waiting = new Map<string, { readonly documents: unknown[]; sizeBytes: number }>();
  return {
    put(attempt, document, sizeBytes) {
      const held = waiting.get(attempt) ?? { documents: [], sizeBytes: 0 };
      if (held.sizeBytes + sizeBytes > maxBytesAttempt) return false;
      held.documents.push(document);
      held.sizeBytes += sizeBytes;
      waiting.set(attempt, held);
      const [oldest] = waiting.keys();
      if (waiting.size > maxAttempts && oldest !== undefined) waiting.delete(oldest);
      return true;
    },
    take(attempt) {
      const documents = waiting.get(attempt)?.documents ?? [];
      waiting.delete(attempt);
      return documents;
    },
  };
}
