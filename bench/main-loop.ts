import { step } from "../bin/ground/report.ts";
import type { Bench, Figure } from "./bench.ts";
import { measureFixToReview } from "./main-loop/fix-to-review.ts";
import { measureScan } from "./main-loop/scan.ts";
import { signOneFix } from "./main-loop/sign-one-fix.ts";
import { measureVerification } from "./main-loop/verification.ts";
import { openInstallation } from "./support/installation.ts";

/** What issue-to-signature costs: the verification API, the scan, and each step of a fix. */
export const mainLoop: Bench = {
  name: "main-loop",
  summary: "verification API, etna scan, and the steps from a fix to its review",
  async run(): Promise<readonly Figure[]> {
    const scan = await measureScan();
    const installation = await step("an installation of its own", () => openInstallation());
    try {
      const steps = await measureFixToReview(installation);
      const fixId = await step("sign one fix", () => signOneFix(installation));
      await installation.stopWorker();
      const verification = await measureVerification(installation, fixId);
      return [...verification, ...scan, ...steps];
    } finally {
      await installation.close();
    }
  },
};
