import type { Bench, Figure } from "./bench.ts";
import { measurePrecision } from "./rules/precision.ts";
import { measureScanSpeed } from "./rules/scan-speed.ts";

/** How often the rules are right, what they cost, and how they keep with the size of what they look at. */
export const rulesBench: Bench = {
  name: "rules",
  summary: "scans of real code: precision, speed, cores, size, memory, and a second scan",
  async run(): Promise<readonly Figure[]> {
    return [...(await measurePrecision()), ...(await measureScanSpeed())];
  },
};
