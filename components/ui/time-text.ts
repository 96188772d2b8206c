const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** "14:32:00", in UTC. */
export function clockTime(at: string): string {
  const date = new Date(at);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** "20 Nov 2026, 14:32:00 UTC". */
export function absoluteTime(at: string): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${clockTime(at)} UTC`;
}

/** "2026-11-20 14:32:00 UTC · unix 1795185120". */
export function timeTitle(at: string): string {
  const date = new Date(at);
  const iso = date.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC · unix ${Math.floor(date.getTime() / 1000)}`;
}

/** "41 min ago", "3 h ago", "Yesterday", "18 Nov". Later than now reads "in 5 min". */
export function relativeTime(at: string, nowMs: number): string {
  const date = new Date(at);
  const agoMs = nowMs - date.getTime();
  const spanMs = Math.abs(agoMs);
  if (spanMs < minuteMs) return "just now";
  if (spanMs < dayMs) {
    const span =
      spanMs < hourMs ? `${Math.floor(spanMs / minuteMs)} min` : `${Math.floor(spanMs / hourMs)} h`;
    return agoMs > 0 ? `${span} ago` : `in ${span}`;
  }
  if (agoMs > 0 && spanMs < 2 * dayMs) return "Yesterday";
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
  return new Date(nowMs).getUTCFullYear() === date.getUTCFullYear()
    ? day
    : `${day} ${date.getUTCFullYear()}`;
}

/** "01:42", or "1:02:09" from an hour on. */
export function elapsedTime(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const tail = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? tail : `${Math.floor(seconds / 3600)}:${tail}`;
}

/** "1.4 kB" with decimal units; whole bytes below a thousand. */
export function byteSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  if (sizeBytes < 1_000_000) return `${(sizeBytes / 1000).toFixed(1)} kB`;
  return `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
}
