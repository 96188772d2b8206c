import type { Bench, Figure } from "./bench.ts";
import { measureScanSpeed } from "./rules/scan-speed.ts";

/** What the rules cost, and how they keep with the size of what they look at. */
export const rulesBench: Bench = {
  name: "rules",
  summary: "scans of real code: speed, cores, size, memory, and a second scan",
  async run(): Promise<readonly Figure[]> {
    return await measureScanSpeed();
  },
};
