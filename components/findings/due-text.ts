const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** "due in 5 days", "due in 19 h", "3 days over": whole days or hours that are left, or have passed. */
export function dueText(dueAt: string, nowMs: number): string {
  const leftMs = new Date(dueAt).getTime() - nowMs;
  return leftMs >= 0 ? `due in ${span(leftMs)}` : `${span(-leftMs)} over`;
}

/** "12 days", "19 h": how long something took. */
export function span(ms: number): string {
  const days = Math.floor(ms / dayMs);
  if (days >= 1) return days === 1 ? "1 day" : `${days} days`;
  return `${Math.floor(ms / hourMs)} h`;
}
