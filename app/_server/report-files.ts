import { cosignReportCommand } from "#lib/engines/verify/index.ts";
import type { PublicReportVerification } from "#lib/services/provenance/index.ts";
import { json } from "./public-files.ts";

/** The files that check a signed report without Etna, by name. The report itself is the organization’s. */
export function reportFiles(answer: PublicReportVerification): Readonly<Record<string, string>> {
  return {
    "bundle.json": json(answer.bundle),
    "instance.pub": answer.instanceKeyPem,
    "trusted_root.json": json(answer.trustedRoot),
    "keys.json": json(answer.keys),
  };
}

/** The type is the statement’s own: settings change, and what was signed does not. */
export function reportCommand({ verification, predicateType }: PublicReportVerification): string {
  return cosignReportCommand({
    bundle: "bundle.json",
    key: "instance.pub",
    trustedRoot: "trusted_root.json",
    report: "report.json",
    predicateType: verification.reportStatement?.predicateType ?? predicateType,
  });
}

export const etnaReportCommand =
  "etna verify bundle.json --root trusted_root.json --report report.json";
