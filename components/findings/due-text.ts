const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/**
 * "due in 5 days", "due in 19 h", "3 days over". What is left is rounded to the nearest, so that seven
 * days are seven as they begin; what has passed counts in whole ones.
 */
export function dueText(dueAt: string, nowMs: number): string {
  const leftMs = new Date(dueAt).getTime() - nowMs;
  if (leftMs < 0) return `${span(-leftMs)} over`;
  const hours = Math.max(1, Math.round(leftMs / hourMs));
  return `due in ${span(hours < 24 ? hours * hourMs : Math.round(leftMs / dayMs) * dayMs)}`;
}

/** "12 days", "19 h": how long something took. */
export function span(ms: number): string {
  const days = Math.floor(ms / dayMs);
  if (days >= 1) return days === 1 ? "1 day" : `${days} days`;
  return `${Math.floor(ms / hourMs)} h`;
}
