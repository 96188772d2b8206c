import { step } from "../bin/ground/report.ts";
import type { Bench, Figure } from "./bench.ts";
import { measureCommand } from "./provenance/command.ts";
import { measureLog } from "./provenance/log.ts";
import { measureVerifiers } from "./provenance/verifiers.ts";
import { openInstallation } from "./support/installation.ts";

/** What it costs to keep and to prove what was signed. */
export const provenance: Bench = {
  name: "provenance",
  summary: "both verifiers, etna verify against cosign, and the log: entries, proofs, bytes",
  async run(): Promise<readonly Figure[]> {
    const verifiers = await measureVerifiers();
    const command = await measureCommand();
    const installation = await step("an installation of its own", () => openInstallation());
    try {
      await installation.stopWorker();
      return [...verifiers, ...command, ...(await measureLog())];
    } finally {
      await installation.close();
    }
  },
};
