export {
  type ApprovalTerms,
  type ApproverSignature,
  approvalDigest,
  approverSignatureSchema,
} from "./approver-signature.ts";
export {
  type AttackReportStatement,
  attackReportPredicateTypeOf,
  attackReportStatementBytes,
  attackReportStatementSchema,
  buildAttackReportStatement,
  type GateOutcome,
  readAttackReportStatement,
  type StatedReport,
} from "./attack-report.ts";
export {
  assembleBundle,
  type Bundle,
  type BundleParts,
  type DecodedBundle,
  type PublicEntry,
  publicEntrySchema,
  type ReadBundle,
  readBundle,
} from "./bundle.ts";
export type { GitRevision } from "./check-subjects.ts";
export {
  type Checkpoint,
  logOrigin,
  readCheckpoint,
  type SignedCheckpoint,
  signCheckpoint,
} from "./checkpoint.ts";
export {
  type ApprovalCheckId,
  type Check,
  type CheckId,
  type CheckLink,
  type CheckOutcome,
  type CheckResult,
  type Compared,
  checkIds,
  compared,
  judged,
  type MergeCheckId,
  mergeCheckIds,
  reportCheckIds,
} from "./checks.ts";
export {
  claimedCommit,
  claimedFixId,
  claimedReportId,
  isMergeBundle,
  isReportBundle,
} from "./claimed.ts";
export {
  type CosignFiles,
  type CosignMerge,
  type CosignReport,
  cosignCommand,
  cosignMergeCommand,
  cosignReportCommand,
} from "./cosign-command.ts";
export { type Disclosable, newSalt, opens, type Withheld, withhold } from "./disclosable.ts";
export {
  type Envelope,
  maxPaeBytes,
  preAuthEncoding,
  signEnvelope,
} from "./dsse.ts";
export { readEntryBody, spkiOfVerifier } from "./entry-body.ts";
export { gateWords } from "./gate-words.ts";
export { type InclusionStep, inclusionSteps } from "./inclusion-steps.ts";
export { judgeAssertion, signsApprovals } from "./judge-assertion.ts";
export {
  type ApproverKey,
  approverKey,
  type KeysDocument,
  keyHint,
  keysDocument,
  keysDocumentSchema,
  maxApproverKeys,
  maxSignatureDemands,
  type PublishedKey,
  type PublishedTrust,
  publicKeyPem,
  publishedKey,
  type SignatureDemand,
  trustMembers,
} from "./keys.ts";
export { type KeysContent, signKeys } from "./keys-attestation.ts";
export {
  type EntryPromise,
  entryBody,
  promisePayload,
  signPromise,
} from "./log-entry.ts";
export {
  buildMergedStatement,
  type MergedAs,
  type MergedStatement,
  type MergeMethod,
  type MergeRelation,
  mergedPredicateTypeOf,
  mergedStatementBytes,
  mergedStatementSchema,
  readMergedStatement,
} from "./merged-as.ts";
export {
  type ConsistencyProof,
  emptyRoot,
  type InclusionProof,
  leafHash,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from "./merkle.ts";
export { type NodePlace, NodeSet, placesRead } from "./merkle-reads.ts";
export {
  consistencyProof,
  inclusionProof,
  type NodeReader,
  nodesOfAppend,
  type TreeNode,
  treeRoot,
} from "./merkle-tree.ts";
export { nobleCrypto } from "./noble-crypto.ts";
export { opensslTimestampCommand } from "./openssl-command.ts";
export type { Ed25519Signer, P256Signer, Sha256, VerifyCrypto } from "./ports.ts";
export { type CheckedEntry, checkPublicEntry } from "./public-entry.ts";
export { demandAt, demandWords } from "./signature-demand.ts";
export {
  ed25519KeyOf,
  ed25519SpkiOf,
  isStrictEd25519Key,
  isStrictEd25519Signature,
  isStrictP256Signature,
  p256PointOf,
  p256SpkiOf,
} from "./signature-form.ts";
export {
  type ApprovedFix,
  buildStatement,
  predicateTypeOf,
  type ReadStatement,
  readStatement,
  type Statement,
  type Subjects,
  statementBytes,
  statementSchema,
} from "./statement.ts";
export type { ReadForm } from "./statement-form.ts";
export {
  maxBundleBytes,
  type ParsedJson,
  parseBundleText,
  parseStrictJson,
} from "./strict-json.ts";
export { isoSeconds } from "./times.ts";
export type { TrustInput } from "./trust.ts";
export {
  type LogAuthority,
  type TrustedRoot,
  trustedRoot,
} from "./trusted-root.ts";
export type { BundleChain, ChainInput, Verification, VerifyInput } from "./verification.ts";
export {
  openVerifier,
  refuseBundle,
  type Verifier,
  verifyBundle,
  verifyChain,
} from "./verify-bundle.ts";
