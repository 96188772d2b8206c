import type { Severity } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import type { MergeMethod, MergeRelation } from "#lib/engines/verify/index.ts";
import type { enums, Prisma } from "#lib/platform/db/index.ts";
import { isTask } from "#lib/services/findings/index.ts";
import type { CiState } from "./customer-ci.ts";

export type FixState = enums.FixState;

export interface FixView {
  readonly id: string;
  readonly title: string;
  readonly state: FixState;
  readonly severity: Severity;
  readonly cwe: string;
  readonly repositoryId: string;
  readonly repository: string;
  readonly ruleId: string;
  /** The model that made the change, as "provider/name"; null where a rule did. */
  readonly model: string | null;
  /** SHA-256 of what models were shown of the repository, hex; null where none saw any. */
  readonly ledgerSha256: string | null;
  readonly branch: string;
  readonly proposedAt: Date;
  readonly signedAt: Date | null;
  readonly approvedBy: string | null;
  readonly patchSha256: string;
  readonly checks: readonly ValidationCheck[];
  /** An earlier approval was voided: by a new commit, or for want of the approver's signature. */
  readonly voided: boolean;
  /** A draft on the forge, which asks nobody yet. */
  readonly draft: boolean;
  readonly ciState: CiState;
  readonly reviewNumber: number | null;
  /** The forge says that it cannot be merged as it stands. */
  readonly conflicted: boolean;
}

export interface FixDetail extends FixView {
  readonly findingId: string;
  readonly runId: string;
  readonly runNumber: number;
  readonly targetBranch: string;
  readonly reviewUrl: string | null;
  readonly baseCommit: string;
  readonly headCommit: string;
  readonly headTree: string;
  readonly patch: string;
  readonly finding: {
    readonly path: string;
    readonly startLine: number;
    readonly message: string;
    /** The scanner that reported it; null for a rule of Etna's own. */
    readonly detector: string | null;
    /** What a person asked for in their own words, and the comment where they did. */
    readonly task: boolean;
    readonly alertUrl: string | null;
  };
  /** Whether the model that made it was asked to repair it after its CI failed, and what came of that. */
  readonly repair: "asked" | "given_up" | "repaired" | null;
  /** All that the change removes, the one that it was asked for first. */
  readonly findings: readonly {
    readonly id: string;
    readonly path: string;
    readonly startLine: number;
    readonly message: string;
  }[];
  readonly approvals: readonly {
    readonly by: string;
    readonly at: Date;
    readonly headCommit: string;
    /** The approver's own passkey signed it. */
    readonly signed: boolean;
    readonly voidedAt: Date | null;
    readonly voidReason: string | null;
  }[];
  readonly rejectedAt: Date | null;
  readonly rejectedReason: string | null;
  readonly closedReason: string | null;
  readonly mergedAt: Date | null;
  readonly mergedCommit: string | null;
  /** What the signed statement of the merge says; null while there is none. */
  readonly mergedAs: { readonly method: MergeMethod; readonly relation: MergeRelation } | null;
  readonly keyHint: string | null;
  readonly logIndex: number | null;
  /** The review that offers its proof to the repository; null where none was asked for. */
  readonly proof: {
    readonly state: enums.ProofState;
    readonly reason: string | null;
    readonly url: string | null;
  } | null;
}

export const fixInclude = {
  repository: { select: { name: true } },
  finding: {
    select: {
      severity: true,
      cwe: true,
      path: true,
      startLine: true,
      message: true,
      detector: true,
      ruleId: true,
      alertUrl: true,
    },
  },
  findings: {
    select: { finding: { select: { id: true, path: true, startLine: true, message: true } } },
    orderBy: { position: "asc" },
  },
  run: {
    select: {
      number: true,
      // The third is the repair, the fourth a second model's opinion on it.
      attempts: { where: { number: { gt: 2 } }, select: { state: true } },
    },
  },
  approvals: { include: { user: true }, orderBy: { approvedAt: "asc" } },
  mergeAttestation: { select: { method: true, relation: true } },
  proofReview: { select: { state: true, reason: true, reviewUrl: true } },
  attestation: { include: { signingKey: { select: { hint: true } } } },
} satisfies Prisma.FixInclude;

type Row = Prisma.FixGetPayload<{ include: typeof fixInclude }>;

export function detailOfFix(row: Row): FixDetail {
  return {
    ...viewOfFix(row),
    findingId: row.findingId,
    runId: row.runId,
    runNumber: row.run.number,
    targetBranch: row.targetBranch,
    reviewUrl: row.reviewUrl,
    baseCommit: row.baseCommit,
    headCommit: row.headCommit,
    headTree: row.headTree,
    patch: row.patch,
    finding: {
      path: row.finding.path,
      startLine: row.finding.startLine,
      message: row.finding.message,
      detector: row.finding.detector,
      task: isTask(row.finding),
      alertUrl: row.finding.alertUrl,
    },
    repair: repairOf(row),
    findings: row.findings.map(({ finding }) => finding),
    approvals: row.approvals.map((approval) => ({
      by: approval.user.name ?? approval.user.email,
      at: approval.approvedAt,
      headCommit: approval.headCommit,
      signed: approval.signature !== null,
      voidedAt: approval.voidedAt,
      voidReason: approval.voidReason,
    })),
    rejectedAt: row.rejectedAt,
    rejectedReason: row.rejectedReason,
    closedReason: row.closedReason,
    mergedAt: row.mergedAt,
    mergedCommit: row.mergedCommit,
    mergedAs: row.mergeAttestation as FixDetail["mergedAs"],
    keyHint: row.attestation?.signingKey.hint ?? null,
    logIndex: row.attestation === null ? null : Number(row.attestation.logIndex),
    proof: row.proofReview && {
      state: row.proofReview.state,
      reason: row.proofReview.reason,
      url: row.proofReview.reviewUrl,
    },
  };
}

/** A head of Etna's own that came after the repair was asked for is the repair. */
function repairOf(row: Row): FixDetail["repair"] {
  const { repairAskedAt, headSince, headCommit, madeCommit } = row;
  if (repairAskedAt === null) return null;
  if (headSince > repairAskedAt && headCommit === madeCommit) return "repaired";
  return row.run.attempts.some(({ state }) => state === "ended") ? "given_up" : "asked";
}

export function viewOfFix(row: Row): FixView {
  const valid = row.approvals.findLast((approval) => approval.voidedAt === null);
  return {
    id: row.id,
    title: row.title,
    state: row.state,
    severity: row.finding.severity,
    cwe: row.finding.cwe,
    repositoryId: row.repositoryId,
    repository: row.repository.name,
    ruleId: row.ruleId,
    model: row.model,
    ledgerSha256: row.ledgerSha256,
    branch: row.branch,
    proposedAt: row.proposedAt,
    signedAt: row.signedAt,
    approvedBy: valid ? (valid.user.name ?? valid.user.email) : null,
    patchSha256: row.patchSha256,
    checks: row.checks as unknown as readonly ValidationCheck[],
    voided: valid === undefined && row.approvals.length > 0,
    draft: row.draft,
    ciState: row.ciState,
    reviewNumber: row.reviewNumber,
    conflicted: row.conflictedAt !== null,
  };
}
