import { measureAdversary } from "./adversary/measure.ts";
import type { Bench } from "./bench.ts";

/** Whether the suite finds what is there, and only that; how fast it is, and what it takes. */
export const adversary: Bench = {
  name: "adversary",
  summary: "planted flaws found, false breaches, graders, same verdicts twice, cases a second",
  run: async () => (await measureAdversary()).figures,
};
