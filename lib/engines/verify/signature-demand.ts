import type { SignatureDemand } from "./keys.ts";
import { unixSeconds } from "./times.ts";

/**
 * The stretch in which an approval logged at this second (since 1970) had to be signed by a passkey;
 * undefined where there is none. The first second counts, the last does not: what is signed in the
 * second of its end may come after it.
 */
export function demandAt(
  demands: readonly SignatureDemand[],
  seconds: number,
): SignatureDemand | undefined {
  return demands.find(
    ({ start, end }) =>
      unixSeconds(start) <= seconds && (end === undefined || seconds < unixSeconds(end)),
  );
}

/** "from … on", "from … until …"; what ended before it began is told as that. */
export function demandWords({ start, end }: SignatureDemand): string {
  if (end === undefined) return `from ${start} on`;
  if (unixSeconds(end) <= unixSeconds(start)) return `from ${start}, taken back at ${end}`;
  return `from ${start} until ${end}`;
}
