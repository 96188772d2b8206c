import { AppError, isAppError } from "#lib/base/index.ts";
import {
  type ApprovedFix,
  type ApproverSignature,
  type Bundle,
  buildStatement,
  type Disclosable,
  demandAt,
  type Statement,
  statementBytes,
} from "#lib/engines/verify/index.ts";
import { config } from "#lib/platform/config/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { readSignatureDemands } from "#lib/services/organizations/index.ts";
import type { AppendEntry } from "./mutate-logged.ts";
import { openNames, signStatement } from "./sign-statement.ts";
import type { OpenedKey } from "./signing-keys.ts";

/** Everything a statement says of an approved fix, its names in the open. */
export interface ApprovedFixFacts {
  readonly fixId: string;
  readonly organizationId: string;
  readonly repository: string;
  readonly targetRef: string;
  readonly fromRevision: string;
  readonly patchSha256: string;
  readonly patchId: string;
  readonly headCommit: string;
  readonly headTree: string;
  readonly ruleId: string;
  /** The model that made the change, as "provider/name"; null where the rule did. */
  readonly model: string | null;
  /** SHA-256, hex, of what models were shown of the repository; null where none saw any. */
  readonly ledgerSha256: string | null;
  /** Of every finding that the fix removes, the one that it was asked for first. */
  readonly fingerprints: readonly string[];
  readonly checks: readonly {
    readonly id: string;
    readonly outcome: "passed" | "failed" | "not_run";
    readonly summary: string;
  }[];
  readonly approval: {
    readonly by: string;
    readonly method: string;
    /** ISO 8601, UTC, whole seconds. */
    readonly at: string;
    readonly policy: string;
    /** What the approver's passkey signed; null where none did. */
    readonly signature: ApproverSignature | null;
    /** Of an approval on the forge, as it was re-read there. */
    readonly review: {
      readonly id: string;
      readonly account: string;
      /** ISO 8601, UTC, whole seconds; null where the forge keeps no time. */
      readonly at: string | null;
    } | null;
  };
}

export interface SignedFix {
  readonly bundle: Bundle;
  readonly openings: Readonly<Record<string, { readonly value: string; readonly salt: string }>>;
  readonly logIndex: number;
}

/** The version of Etna that signed statements name as the agent's. */
export const agentVersion = "0.1.0";

/**
 * States, signs and logs an approved fix inside the transaction of `append`: either all of it stands
 * at the end, or nothing does. Throws `unavailable` for an approval without the approver's signature
 * that the log took in while the organization demands one: no verifier would take it. With `namesPublic` false every name is a salted commitment, and what
 * opens it comes back for the organization alone.
 */
export async function signApprovedFix(
  tx: Tx,
  append: AppendEntry,
  key: OpenedKey,
  facts: ApprovedFixFacts,
  namesPublic: boolean,
): Promise<SignedFix> {
  const { statement, openings } = stateApprovedFix(facts, namesPublic);
  const { bundle, entry } = await signStatement(tx, append, key, statementBytes(statement));
  // By the very time that the bundle bears. It is read after the entry is made: a demand that comes
  // later begins an hour later.
  const demands =
    facts.approval.signature === null ? await readSignatureDemands(tx, facts.organizationId) : [];
  if (demandAt(demands, entry.integratedTime) !== undefined) {
    throw new AppError(
      "unavailable",
      "The log’s time lies in a demand of signed approvals. Try again.",
    );
  }
  return { bundle, logIndex: entry.logIndex, openings };
}

/**
 * The statement of an approved fix, not yet signed. Where it would be too large to sign, the words of
 * its checks are left out; their outcomes and the approver's signature never are. Throws `too_large`
 * where it still is, `invalid_input` for what has not its form.
 */
export function stateApprovedFix(
  facts: ApprovedFixFacts,
  namesPublic: boolean,
): { readonly statement: Statement; readonly openings: SignedFix["openings"] } {
  try {
    return build(facts, namesPublic, true);
  } catch (error) {
    if (!isAppError(error) || error.code !== "too_large") throw error;
    return build(facts, namesPublic, false);
  }
}

function build(facts: ApprovedFixFacts, namesPublic: boolean, withSummaries: boolean) {
  const { name, openings } = openNames(namesPublic);
  const statement = buildStatement(
    { patchSha256: facts.patchSha256, gitCommit: facts.headCommit, gitTree: facts.headTree },
    predicateOf(facts, name, withSummaries),
    config().ETNA_ATTESTATION_BASE_URL,
  );
  return { statement, openings };
}

function predicateOf(
  facts: ApprovedFixFacts,
  name: (field: string, value: string) => Disclosable,
  withSummaries: boolean,
): ApprovedFix {
  const { approval } = facts;
  const { signature, review } = approval;
  return {
    fixId: facts.fixId,
    change: {
      repository: name("repository", facts.repository),
      targetRef: name("targetRef", facts.targetRef),
      fromRevision: facts.fromRevision,
      targetTree: facts.headTree,
      patchId: facts.patchId,
    },
    agent: {
      name: "Etna",
      version: agentVersion,
      ...(facts.model === null
        ? { rule: name("rule", facts.ruleId) }
        : { model: name("model", facts.model.slice(0, 120)) }),
    },
    findings: facts.fingerprints.map((fingerprint, at) => ({
      fingerprint: name(at === 0 ? "fingerprint" : `fingerprint.${at}`, fingerprint),
      // A model is no rule: then what found it stands here.
      ...(facts.model !== null && { rule: name("rule", facts.ruleId) }),
    })),
    checks: facts.checks.map((check) => ({
      id: check.id,
      outcome: check.outcome,
      // The pre-authentication encoding has to stay below 4096 bytes whatever a check found.
      ...(withSummaries && { summary: name(`checks.${check.id}`, check.summary.slice(0, 80)) }),
    })),
    context: { ledger: facts.ledgerSha256 === null ? null : `sha256:${facts.ledgerSha256}` },
    approval: {
      by: name("approvedBy", approval.by),
      method: approval.method,
      at: approval.at,
      policy: approval.policy,
      bound: {
        gitCommit: facts.headCommit,
        gitTree: facts.headTree,
        patch: `sha256:${facts.patchSha256}`,
      },
      ...(signature && { signature }),
      ...(review && {
        review: {
          id: review.id,
          account: name("reviewAccount", review.account),
          ...(review.at !== null && { at: review.at }),
        },
      }),
    },
  };
}
