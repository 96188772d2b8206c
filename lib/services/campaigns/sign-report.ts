import { createHash } from "node:crypto";
import { AppError } from "#lib/base/index.ts";
import type { Report } from "#lib/engines/adversary/index.ts";
import { readAs, type Tx } from "#lib/platform/db/index.ts";
import { requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import {
  type AttackReportFacts,
  mutateLogged,
  openKeyToSign,
  signAttackReport,
} from "#lib/services/provenance/index.ts";

/** That a report is signed, and where it stands in the log. Its public page is /verify/<campaign id>. */
export interface ReportSignature {
  readonly logIndex: number;
  readonly signedAt: Date;
}

/**
 * Signs the report of a campaign for the person who asks, whatever its gate said, once: a report that
 * is signed stays as it is. Throws `not_found` for a stranger’s campaign, `precondition_failed` where
 * there is no report or no key in force, `unavailable` where a key or the log changed meanwhile.
 */
export async function signReport(
  actor: UserActor,
  organizationId: string,
  campaignId: string,
): Promise<ReportSignature> {
  await requirePermission(actor, "campaign.sign", organizationId);
  const signed = await readReportSignature(organizationId, campaignId);
  if (signed !== null) return signed;
  await requireReport(organizationId, campaignId);
  const { key, bind } = await openKeyToSign(organizationId);
  const target = { type: "campaign", id: campaignId };
  await mutateLogged(actor, "campaign.sign", target, async (tx, trail, append) => {
    // Written as it is, so that the row is locked: of two who sign one report, one comes second.
    const where = { id: campaignId, organizationId, report: { not: null } };
    const { count } = await tx.campaign.updateMany({ where, data: { id: campaignId } });
    const already = await tx.reportAttestation.count({ where: { campaignId } });
    if (count === 0 || already > 0) return trail.unchanged();
    const { facts, namesPublic } = await factsOf(tx, actor, campaignId);
    await bind(tx);
    const { bundle, openings, logIndex } = await signAttackReport(
      tx,
      append,
      key,
      facts,
      namesPublic,
    );
    await tx.reportAttestation.create({
      data: {
        campaignId,
        organizationId,
        signingKeyId: key.id,
        bundle,
        openings,
        logIndex: BigInt(logIndex),
        signedAt: new Date(),
      },
    });
    const { reportSha256, gate } = facts;
    trail.note({ logIndex, reportSha256, gate });
  });
  const made = await readReportSignature(organizationId, campaignId);
  if (made === null) throw new AppError("internal", "A report was signed, and is not there.");
  return made;
}

/** Null until the report is signed. */
export async function readReportSignature(
  organizationId: string,
  campaignId: string,
): Promise<ReportSignature | null> {
  const row = await readAs({ organizationId }, (db) =>
    db.reportAttestation.findFirst({
      where: { campaignId, organizationId },
      select: { logIndex: true, signedAt: true },
    }),
  );
  return row && { logIndex: Number(row.logIndex), signedAt: row.signedAt };
}

async function requireReport(organizationId: string, campaignId: string): Promise<void> {
  const row = await readAs({ organizationId }, (db) =>
    db.campaign.findFirst({
      where: { id: campaignId, organizationId },
      select: { reportSha256: true },
    }),
  );
  if (row === null) throw new AppError("not_found", "There is no such campaign.");
  if (row.reportSha256 === null) {
    throw new AppError("precondition_failed", "This campaign has no report to sign.");
  }
}

async function factsOf(
  tx: Tx,
  { userId }: UserActor,
  campaignId: string,
): Promise<{ readonly facts: AttackReportFacts; readonly namesPublic: boolean }> {
  const { report: text, organizationId } = await tx.campaign.findUniqueOrThrow({
    where: { id: campaignId },
    select: { report: true, organizationId: true },
  });
  const organization = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  // What was written of a report is one.
  const { target, suite, seed, profile, startedAt, endedAt, cases, gate } = JSON.parse(
    text ?? "",
  ) as Report;
  return {
    namesPublic: organization.namesOnPublicPages,
    facts: {
      reportId: campaignId,
      target: target.name,
      suite: `sha256:${suite}`,
      ...{ seed, profile, startedAt, endedAt, cases },
      gate: gate.outcome,
      // No address in a statement: it is public for ever.
      signedFor: user.name ?? `A member of ${organization.name}`,
      reportSha256: createHash("sha256")
        .update(text ?? "", "utf8")
        .digest("hex"),
    },
  };
}
