export { askAgainOutside } from "./ask-again-outside.ts";
export { askForOutsideProofs } from "./ask-for-outside-proofs.ts";
export { askWitnesses, logWitnesses } from "./ask-witnesses.ts";
export { attestationBase } from "./attestation-base.ts";
export { cachedVerification, verificationMaxAgeMs } from "./cached-verification.ts";
export { checkKeyHealth, type KeyHealth } from "./check-key-health.ts";
export {
  describeLog,
  type LogDescription,
  listWitnesses,
  type WitnessView,
} from "./describe-log.ts";
export { installationLog, installationTrustedRoot } from "./installation-log.ts";
export {
  type LogHead,
  type LogStatus,
  listSigningKeys,
  readBundleCheckpoint,
  readLogHead,
  readLogStatus,
  type SigningKeyView,
} from "./list-keys.ts";
export { readLogCheckpoint } from "./log-checkpoint.ts";
export { readLogTile } from "./log-tiles.ts";
export { type AppendEntry, mutateLogged } from "./mutate-logged.ts";
export { noteKey } from "./note-key.ts";
export { outsideFiles } from "./outside-files.ts";
export { outsideSettings } from "./outside-settings.ts";
export { prepareFirstKey } from "./prepare-key.ts";
export { jsonFile, type ProofFile } from "./proof-file.ts";
export { keptProofs, keyFiles, type ProvenFix, proofFiles } from "./proof-files.ts";
export { proveKeys } from "./prove-keys.ts";
export { outsideProofWorkflow, proveOutside } from "./prove-outside.ts";
export { publishKeysWorkflow } from "./publish-keys.ts";
export { publishedKeys } from "./published-keys.ts";
export {
  type LogEntryView,
  type LoggedEntryView,
  listLogEntries,
  readLogEntry,
} from "./read-log.ts";
export type { KeptProof, OutsideProofs, OutsideProofView } from "./read-outside-proofs.ts";
export {
  type PublicReportVerification,
  readReportVerification,
} from "./read-report-verification.ts";
export { openName, type PublicVerification, readVerification } from "./read-verification.ts";
export { type ProvenReport, reportProofFiles } from "./report-proof-files.ts";
export {
  maxRevocationNote,
  type Revocation,
  type RevocationReason,
  revocationReasons,
  revokeKey,
} from "./revoke-key.ts";
export { rotateKey } from "./rotate-key.ts";
export {
  type ApprovedFixFacts,
  agentVersion,
  type SignedFix,
  signApprovedFix,
  stateApprovedFix,
} from "./sign-approved-fix.ts";
export { type AttackReportFacts, signAttackReport } from "./sign-attack-report.ts";
export { type MergedFixFacts, signMergedFix } from "./sign-merged-fix.ts";
export { bindFirstKey, type KeyToSign, openKeyToSign, openSigningKey } from "./signing-keys.ts";
export { verifyAnyBundle } from "./verify-any-bundle.ts";
