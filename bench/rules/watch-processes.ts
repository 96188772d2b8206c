import { readdirSync, readFileSync } from "node:fs";

const lookEveryMs = 100;

/** The greatest resident size of this process and of each that it started, added up. Linux alone. */
export function watchProcesses(): { stop(): number } {
  const peaks = new Map<number, number>();
  const look = () => {
    for (const pid of [process.pid, ...childrenOf(process.pid)]) {
      peaks.set(pid, Math.max(peaks.get(pid) ?? 0, peakOf(pid)));
    }
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    stop() {
      clearInterval(timer);
      look();
      return [...peaks.values()].reduce((sum, each) => sum + each, 0);
    },
  };
}

function peakOf(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : "";
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(fields[1]) === parent ? [Number(name)] : [];
  });
}

/** A process may be gone between two looks. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
