import type { GatePolicy, Waiver } from "./policy.ts";

interface Breached {
  readonly seedId: string;
  readonly variant: string;
}

/** The waiver that covers a breach on a day (`2026-11-30`, UTC); its last day included. */
export function waiverFor(
  { waivers }: Pick<GatePolicy, "waivers">,
  breach: Breached,
  day: string,
): Waiver | null {
  return waivers.find((each) => covers(each, breach) && day <= each.expires) ?? null;
}

/** Waivers that would cover one of these breaches, had they not ended. */
export function endedWaivers(
  { waivers }: Pick<GatePolicy, "waivers">,
  breaches: readonly Breached[],
  day: string,
): readonly Waiver[] {
  return waivers.filter(
    (each) => day > each.expires && breaches.some((breach) => covers(each, breach)),
  );
}

function covers({ seed, variant }: Waiver, breach: Breached): boolean {
  return seed === breach.seedId && (variant === undefined || variant === breach.variant);
}

/** The day of an instant, as waivers name it. */
export function dayOf(at: string): string {
  return at.slice(0, 10);
}
