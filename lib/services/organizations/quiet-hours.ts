import type { QuietHours } from "./schemas.ts";

const minuteMs = 60_000;

/** When the quiet hours that `now` falls into are over; null outside of them. */
export function quietUntil(hours: QuietHours | null, now: Date): Date | null {
  if (hours === null) return null;
  if (!isQuiet(hours, now)) return null;
  // Minute by minute, because a day of a time zone may have 23 or 25 hours.
  const start = Math.floor(now.getTime() / minuteMs) * minuteMs;
  for (let minutes = 1; minutes <= 26 * 60; minutes++) {
    const then = new Date(start + minutes * minuteMs);
    if (!isQuiet(hours, then)) return then;
  }
  return null;
}

function isQuiet({ from, to, timeZone }: QuietHours, at: Date): boolean {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
  return from < to ? from <= clock && clock < to : from <= clock || clock < to;
}
