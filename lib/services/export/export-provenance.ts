import { createHash } from "node:crypto";
import { AppError, utf8 } from "#lib/base/index.ts";
import { readTreeHead } from "#lib/engines/log/index.ts";
import { type Reads, readAs } from "#lib/platform/db/index.ts";
import { type Actor, mutate, requirePermission } from "#lib/services/audit/index.ts";
import { getOrganization, type OrganizationView } from "#lib/services/organizations/index.ts";
import {
  installationTrustedRoot,
  jsonFile,
  keyFiles,
  type ProofFile,
  publishedKeys,
  readLogCheckpoint,
} from "#lib/services/provenance/index.ts";
import { exportGuide } from "./export-guide.ts";
import { fixFolders } from "./fix-folders.ts";
import { logFiles } from "./log-files.ts";
import { reportFolders } from "./report-folders.ts";

/** The first file of an export. A folder that holds it is one, and says whose. */
export const exportMarker = "etna-export.json";
const exportMediaType = "application/vnd.agentetna.export.v1+json";

/** What an export would hold now. */
export interface ExportSummary {
  readonly signedFixes: number;
  readonly statedMerges: number;
  readonly signedReports: number;
  readonly keys: number;
  /** Signed fixes and reports whose statement withholds its names. */
  readonly withheld: number;
}

export async function summarizeExport(organizationId: string): Promise<ExportSummary> {
  return await readAs({ organizationId }, async (db) => ({
    signedFixes: await db.attestation.count({ where: { organizationId } }),
    statedMerges: await db.mergeAttestation.count({ where: { organizationId } }),
    signedReports: await db.reportAttestation.count({ where: { organizationId } }),
    keys: await db.signingKey.count({ where: { organizationId } }),
    withheld: await countWithheld(db, organizationId),
  }));
}

/**
 * Everything that proves the organization's signed fixes and reports with Etna gone, file by file, as it
 * stands at one head of the log. One page of them is in memory at a time; of the rest names and digests.
 * Throws `not_found` for a stranger, `precondition_failed` where nothing was ever signed with a key.
 */
export async function exportProvenance(
  actor: Actor,
  organizationId: string,
): Promise<AsyncIterable<ProofFile>> {
  await requirePermission(actor, "provenance.export", organizationId);
  const organization = await getOrganization(organizationId);
  // The head first: whatever it holds was signed with a key that is listed afterwards.
  const checkpoint = await readLogCheckpoint();
  const size = readTreeHead(checkpoint)?.size;
  const keys = await publishedKeys(organizationId);
  if (organization === null || keys === null || size === undefined) {
    throw new AppError(
      "precondition_failed",
      "There is nothing to export yet: the key is made with the first connection or signed report.",
    );
  }
  const target = { type: "organization", id: organizationId };
  await mutate(actor, "provenance.export", target, async (_tx, trail) => {
    trail.note({ logSize: size });
  });
  return indexed(filesOf({ organization, checkpoint, size }));
}

interface Head {
  readonly organization: OrganizationView;
  readonly checkpoint: string;
  readonly size: number;
}

async function* filesOf({ organization, checkpoint, size }: Head): AsyncGenerator<ProofFile> {
  const { id, slug, name } = organization;
  yield jsonFile(exportMarker, { mediaType: exportMediaType, organization: { id, slug, name } });
  const keys = await publishedKeys(id);
  if (keys === null) throw new AppError("internal", "An organization lost its keys.");
  const spkis = await readAs({ organizationId: id }, (db) =>
    db.signingKey.findMany({
      where: { organizationId: id },
      select: { spki: true },
      orderBy: [{ validFrom: "asc" }, { id: "asc" }],
    }),
  );
  const files = keyFiles(spkis.map(({ spki }) => spki));
  yield* files;
  const [only, ...others] = files;
  if (only !== undefined && others.length === 0) yield { ...only, path: "instance.pub" };
  yield jsonFile("keys.json", keys);
  const root = await installationTrustedRoot();
  yield jsonFile("trusted_root.json", root);
  yield { path: "VERIFY.md", bytes: utf8(exportGuide(keys)) };
  yield* fixFolders(id, size, root);
  yield* reportFolders(id, size);
  yield* logFiles(checkpoint, size);
}

/** Adds the two indexes of all that came before. */
async function* indexed(files: AsyncIterable<ProofFile>): AsyncGenerator<ProofFile> {
  const listed: { path: string; sha256: string; sizeBytes: number }[] = [];
  const enter = ({ path, bytes }: ProofFile) => {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    listed.push({ path, sha256, sizeBytes: bytes.length });
  };
  for await (const file of files) {
    enter(file);
    yield file;
  }
  const manifest = jsonFile("manifest.json", { mediaType: exportMediaType, files: listed });
  enter(manifest);
  yield manifest;
  const sums = listed.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join("");
  yield { path: "SHA256SUMS", bytes: utf8(sums) };
}

async function countWithheld(db: Reads, organizationId: string): Promise<number> {
  const where = { organizationId, NOT: { openings: { equals: {} } } };
  return (await db.attestation.count({ where })) + (await db.reportAttestation.count({ where }));
}
