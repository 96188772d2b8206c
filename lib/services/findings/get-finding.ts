import type { VulnerableDependency } from "#lib/base/index.ts";
import { isCustomRule } from "#lib/engines/rules/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { readDueDays } from "#lib/services/organizations/index.ts";
import { customDetector } from "./custom-rules.ts";
import { type FindingView, findingInclude, findingView } from "./view-finding.ts";

export interface FindingDetail extends FindingView {
  readonly fingerprint: string;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly frame: { readonly startLine: number; readonly lines: readonly string[] };
  readonly stateReason: string | null;
  readonly snoozedUntil: Date | null;
  readonly lastSeenAt: Date;
  readonly lastSeenCommit: string;
  readonly fixedAt: Date | null;
  /** What its tool or its repository says of the rule, as a stranger's markdown; null where it says nothing. */
  readonly ruleText: string | null;
  /** The alert on the forge that it came as; of a task the comment that asked for it. */
  readonly alertUrl: string | null;
  /** The package that has the fault. */
  readonly dependency: VulnerableDependency | null;
  /** The finding of Etna's own that reports the same fault, and the other tools' that do. */
  readonly joinedToId: string | null;
  readonly alsoReported: readonly {
    readonly id: string;
    readonly detector: string;
    readonly ruleId: string;
  }[];
}

export async function getFinding(
  organizationId: string,
  findingId: string,
): Promise<FindingDetail | null> {
  return await readAs({ organizationId }, async (db) => {
    const row = await db.finding.findFirst({
      where: { id: findingId, organizationId },
      include: { ...findingInclude, joined: { where: { state: { not: "fixed" } }, take: 20 } },
    });
    if (row === null) return null;
    const { repositoryId, detector, ruleId } = row;
    const days = await readDueDays(db, organizationId);
    const teller = detector ?? (isCustomRule(ruleId) ? customDetector : null);
    const rule =
      teller === null
        ? null
        : await db.detectorRule.findFirst({ where: { repositoryId, detector: teller, ruleId } });
    return {
      ...findingView(row, days, new Date()),
      fingerprint: row.fingerprint,
      startColumn: row.startColumn,
      endLine: row.endLine,
      endColumn: row.endColumn,
      frame: row.frame as unknown as FindingDetail["frame"],
      stateReason: row.stateReason,
      snoozedUntil: row.snoozedUntil,
      lastSeenAt: row.lastSeenAt,
      lastSeenCommit: row.lastSeenCommit,
      fixedAt: row.fixedAt,
      ruleText: rule?.text || null,
      alertUrl: row.alertUrl,
      dependency: row.dependency as unknown as VulnerableDependency | null,
      joinedToId: row.joinedToId,
      alsoReported: row.joined.map((each) => ({
        id: each.id,
        detector: each.detector ?? "",
        ruleId: each.ruleId,
      })),
    };
  });
}
