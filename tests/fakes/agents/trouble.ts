import { createHash } from "node:crypto";

/** What a target does instead of answering as it should. */
export type Trouble = "limited" | "broken" | "hangs-up" | "html" | "slow" | "cut";

const each: readonly Trouble[] = ["limited", "broken", "hangs-up", "html", "slow", "cut"];

/** The same trouble for the same request, half of the time; which one follows from the seed alone. */
export function troubleOf(seed: string | undefined): (body: string) => Trouble | null {
  if (seed === undefined) return () => null;
  return (body) => {
    const digest = createHash("sha256").update(`${seed}\n${body}`).digest();
    return (digest[0] ?? 0) < 128 ? (each[(digest[1] ?? 0) % each.length] ?? null) : null;
  };
}
