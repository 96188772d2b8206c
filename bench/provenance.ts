import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../bin/ground/paths.ts";
import { step } from "../bin/ground/report.ts";
import type { Bench, Figure } from "./bench.ts";
import { measureCommand } from "./provenance/command.ts";
import { measureLog } from "./provenance/log.ts";
import { openInstallation } from "./support/installation.ts";

/** What it costs to keep and to prove what was signed. */
export const provenance: Bench = {
  name: "provenance",
  summary: "both verifiers, etna verify against cosign, and the log: entries, proofs, bytes",
  async run(): Promise<readonly Figure[]> {
    const verifiers = await step("both verifiers, in a process of their own", measureVerifiers);
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

async function measureVerifiers(): Promise<readonly Figure[]> {
  const file = join(root, "bench/provenance/verifiers-process.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  // What it printed is what it was given.
  return JSON.parse(stdout) as readonly Figure[];
}
