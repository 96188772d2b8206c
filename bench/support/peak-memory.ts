// Loaded with --import into a process that is measured: leaves its greatest resident size, in bytes.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.env.ETNA_BENCH_PEAK_FILE;
if (file !== undefined) {
  process.on("exit", () => writeFileSync(file, String(peakBytes())));
}

/** VmHWM is this program's own; ru_maxrss, where there is no /proc, may count the parent's before exec. */
function peakBytes(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
