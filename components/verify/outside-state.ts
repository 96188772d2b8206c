import type { CheckResult } from "#lib/engines/verify/index.ts";

export type OutsideState = "holds" | "fails" | "awaited" | "refused" | "given_up" | "not_asked";

/** What somebody else was asked to say of a signature. */
export interface OutsideRow {
  id: "timestamp" | "public_entry" | "merged_timestamp" | "merged_public_entry";
  /** What it says, without the time that it says it of. */
  title: string;
  /** ISO 8601, UTC; null where nothing holds. */
  time: string | null;
  state: OutsideState;
  compared: CheckResult["compared"];
  reason: string | null;
}

export interface OutsideCommand {
  /** What it does, as the sentence before it. */
  says: string;
  command: string;
  prints: string;
}

export const outsideWords: Readonly<Record<OutsideState, string>> = {
  holds: "Holds",
  fails: "Fails",
  awaited: "Awaited",
  refused: "Refused",
  given_up: "Given up",
  not_asked: "Not asked for",
};

export function titleAt(title: string, time: string | null): string {
  return time === null ? title : `${title}, at ${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
}
