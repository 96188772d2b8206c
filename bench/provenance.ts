import { step } from "../bin/ground/report.ts";
import type { Bench, Figure } from "./bench.ts";
import { measureLog } from "./provenance/log.ts";
import { openInstallation } from "./support/installation.ts";

/** What it costs to keep and to prove what was signed. */
export const provenance: Bench = {
  name: "provenance",
  summary: "the log: entries a second, proofs in trees of up to a million, bytes an entry",
  async run(): Promise<readonly Figure[]> {
    const installation = await step("an installation of its own", () => openInstallation());
    try {
      await installation.stopWorker();
      return await measureLog();
    } finally {
      await installation.close();
    }
  },
};
