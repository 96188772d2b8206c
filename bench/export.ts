import { step } from "../bin/ground/report.ts";
import type { Bench, Figure } from "./bench.ts";
import { measureExport } from "./export/measure-export.ts";
import { openInstallation } from "./support/installation.ts";

/** What it costs to take everything away that proves an organization's fixes. */
export const exportBench: Bench = {
  name: "export",
  summary: "etna export of 10,000 signed fixes against 1,000: memory and time",
  async run(): Promise<readonly Figure[]> {
    const installation = await step("an installation of its own", () => openInstallation());
    try {
      return await measureExport(installation);
    } finally {
      await installation.close();
    }
  },
};
