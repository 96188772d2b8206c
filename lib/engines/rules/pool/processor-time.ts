import { readFileSync } from "node:fs";

/** Linux counts in hundredths of a second, whatever the machine (man 5 proc, USER_HZ). */
const tickMs = 10;

/** How much processor time a process has used, in ms; null where this cannot be read. */
export function processorMs(pid: number | undefined): number | null {
  if (process.platform !== "linux" || pid === undefined) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // "pid (name) state …"; user and system time are the 14th and 15th field.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks * tickMs : null;
  } catch {
    return null;
  }
}
