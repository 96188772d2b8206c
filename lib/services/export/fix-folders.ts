import { utf8 } from "#lib/base/index.ts";
import type { Bundle, TrustedRoot } from "#lib/engines/verify/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { ledgerNamed } from "#lib/services/attempts/index.ts";
import { keptProofs, type ProofFile, proofFiles } from "#lib/services/provenance/index.ts";
import { openingsFile } from "./openings-file.ts";

/** So many fixes are read at once; a patch may have some hundred kilobytes. */
const pageOfFixes = 50;

/** `fixes/<id>/…` of every signed fix that the tree of this size holds, by their place in the log. */
export async function* fixFolders(
  organizationId: string,
  size: number,
  root: TrustedRoot,
): AsyncGenerator<ProofFile> {
  for (let after = 0n; ; ) {
    const rows = await readPage(organizationId, after, size);
    for (const row of rows) yield* await folderOf(row, size, root);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageOfFixes) return;
    after = last.logIndex;
  }
}

type Row = Awaited<ReturnType<typeof readPage>>[number];

async function readPage(organizationId: string, after: bigint, size: number) {
  return await readAs({ organizationId }, async (db) => {
    const rows = await db.attestation.findMany({
      where: { organizationId, logIndex: { gt: after, lt: BigInt(size) } },
      orderBy: { logIndex: "asc" },
      take: pageOfFixes,
      select: {
        fixId: true,
        bundle: true,
        openings: true,
        logIndex: true,
        signingKey: { select: { spki: true } },
        fix: {
          select: {
            patch: true,
            ledgerSha256: true,
            runId: true,
            outsideProofs: keptProofs,
            mergeAttestation: {
              select: {
                bundle: true,
                openings: true,
                logIndex: true,
                signingKey: { select: { spki: true } },
              },
            },
          },
        },
      },
    });
    const attempts = await db.agentAttempt.findMany({
      where: { organizationId, runId: { in: rows.map(({ fix }) => fix.runId) } },
      orderBy: { number: "asc" },
      select: { runId: true, ledger: true },
    });
    const ofRun = Map.groupBy(attempts, ({ runId }) => runId);
    return rows.map((row) => ({ ...row, attempts: ofRun.get(row.fix.runId) ?? [] }));
  });
}

async function folderOf(row: Row, size: number, root: TrustedRoot): Promise<readonly ProofFile[]> {
  const { fixId, fix } = row;
  const stated = fix.mergeAttestation;
  // Stated after the head that is exported: the next export has it.
  const merge = stated !== null && stated.logIndex < BigInt(size) ? stated : null;
  const files = await proofFiles(
    {
      bundle: row.bundle as unknown as Bundle,
      spki: row.signingKey.spki,
      patch: fix.patch,
      merge: merge && {
        bundle: merge.bundle as unknown as Bundle,
        spki: merge.signingKey.spki,
      },
      outside: fix.outsideProofs,
    },
    root,
    { shared: "../../", withPatch: true, textOnly: false },
  );
  const openings = [
    ...openingsFile("openings.json", row.openings),
    ...(merge === null ? [] : openingsFile("merged.openings.json", merge.openings)),
  ];
  const ledger = ledgerFile(row);
  return [...files, ...openings, ...ledger].map((file) => ({
    ...file,
    path: `fixes/${fixId}/${file.path}`,
  }));
}

/** What models were shown, where the statement names it: `sha256sum` of the file gives the digest. */
function ledgerFile({ fix: { ledgerSha256 }, attempts }: Row): readonly ProofFile[] {
  const text = ledgerSha256 === null ? null : ledgerNamed(attempts, ledgerSha256);
  return text === null ? [] : [{ path: "ledger.json", bytes: utf8(text) }];
}
