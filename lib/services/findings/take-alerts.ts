import { createHash } from "node:crypto";
import {
  forgeCategory,
  type PlacedRun,
  placeReports,
  type ReportedRun,
} from "#lib/engines/rules/index.ts";
import { type Repository, readAs } from "#lib/platform/db/index.ts";
import type { Forge } from "#lib/platform/forge/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import {
  type AlertingForge,
  type Analysis,
  alertRuns,
  alertsNote,
  sourceOf,
} from "./alert-runs.ts";
import { rememberReports } from "./remember-reports.ts";

/**
 * Takes over the alerts of the forge's own scanners, placed in the newest commit. What is told as it
 * was the last time, of the same code, is not placed again. Throws what the forge refuses.
 */
export async function takeAlerts(organizationId: string, repositoryId: string): Promise<void> {
  const forge = await openForge(organizationId, repositoryId);
  if (forge.host === null) return;
  const sources = await forge.host.listAlerts();
  const { headCommit: commit } = await forge.inspectRepository();
  const { repository, known, at: from } = await readKnown(organizationId, repositoryId);
  const told = JSON.stringify([commit, repository.scannedAt, sources]);
  const alertsDigest = createHash("sha256").update(told).digest("hex");
  const isNews = alertsDigest !== repository.alertsDigest;
  const reported = isNews ? alertRuns(sources, known, from) : [];
  const runs = await place(forge, commit, reported);
  const actor = systemActor("worker", organizationId);
  const target = { type: "repository", id: repositoryId };
  await mutate(actor, "alerts.take", target, async (tx, trail) => {
    // The lock of every import: of two at once the second sees what the first wrote.
    const { count } = await tx.repository.updateMany({
      where: { id: repositoryId, removedAt: null },
      data: { alertsReadAt: new Date(), alertsNote: alertsNote(sources), alertsDigest },
    });
    if (count === 0 || !isNews) return trail.underWay();
    const at = { organizationId, repositoryId, commit };
    const { changed, ...counts } = await rememberReports(tx, at, runs);
    if (!changed) return trail.underWay();
    trail.note({ commit, tools: runs.map(({ tool }) => tool), ...counts });
  });
}

/** The code is fetched only where something is to be placed in it. */
async function place(
  forge: Forge,
  commit: string,
  reported: readonly ReportedRun[],
): Promise<readonly PlacedRun[]> {
  if (reported.some(({ results }) => results.length > 0)) {
    return await placeReports(reported, await forge.snapshot(commit));
  }
  return reported.map(({ results: _, ...run }) => ({ ...run, findings: [], elsewhere: 0 }));
}

interface Known {
  readonly repository: Pick<Repository, "scannedAt" | "alertsDigest">;
  readonly known: readonly Analysis[];
  readonly at: AlertingForge;
}

async function readKnown(organizationId: string, repositoryId: string): Promise<Known> {
  return await readAs({ organizationId }, async (db) => {
    const { connection, ...repository } = await db.repository.findUniqueOrThrow({
      where: { id: repositoryId },
      select: {
        scannedAt: true,
        alertsDigest: true,
        connection: { select: { kind: true, host: true } },
      },
    });
    const rows = await db.finding.findMany({
      where: { repositoryId, category: { startsWith: forgeCategory } },
      distinct: ["detector", "category"],
      select: { detector: true, category: true },
    });
    const known = rows.map(({ detector, category }) => {
      return { tool: detector ?? "", source: sourceOf(category) };
    });
    const name = connection.kind === "gitlab" ? "GitLab" : "GitHub";
    return { repository, known, at: { name, host: connection.host ?? "" } };
  });
}
