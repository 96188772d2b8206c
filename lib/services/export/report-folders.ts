import type { Bundle } from "#lib/engines/verify/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { type ProofFile, reportProofFiles } from "#lib/services/provenance/index.ts";
import { openingsFile } from "./openings-file.ts";

/** So many reports are read at once; one of a deep campaign may have some megabytes. */
const pageOfReports = 10;

/** `reports/<id>/…` of every signed report that the tree of this size holds, by their place in the log. */
export async function* reportFolders(
  organizationId: string,
  size: number,
): AsyncGenerator<ProofFile> {
  for (let after = 0n; ; ) {
    const rows = await readPage(organizationId, after, size);
    for (const { campaignId, bundle, openings, signingKey, campaign } of rows) {
      const proven = {
        bundle: bundle as unknown as Bundle,
        spki: signingKey.spki,
        report: campaign.report ?? "",
      };
      const files = [
        ...reportProofFiles(proven, "../../"),
        ...openingsFile("openings.json", openings),
      ];
      for (const file of files) yield { ...file, path: `reports/${campaignId}/${file.path}` };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageOfReports) return;
    after = last.logIndex;
  }
}

async function readPage(organizationId: string, after: bigint, size: number) {
  return await readAs({ organizationId }, (db) =>
    db.reportAttestation.findMany({
      where: { organizationId, logIndex: { gt: after, lt: BigInt(size) } },
      orderBy: { logIndex: "asc" },
      take: pageOfReports,
      select: {
        campaignId: true,
        bundle: true,
        openings: true,
        logIndex: true,
        signingKey: { select: { spki: true } },
        campaign: { select: { report: true } },
      },
    }),
  );
}
