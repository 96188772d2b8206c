export { cachedVerification, verificationMaxAgeMs } from "./cached-verification.ts";
export { installationLog, installationTrustedRoot } from "./installation-log.ts";
export {
  type LogHead,
  type LogStatus,
  listSigningKeys,
  readLogHead,
  readLogStatus,
  type SigningKeyView,
} from "./list-keys.ts";
export { type AppendEntry, mutateLogged } from "./mutate-logged.ts";
export { openName, type PublicVerification, readVerification } from "./read-verification.ts";
export {
  type ApprovedFixFacts,
  agentVersion,
  type SignedFix,
  signApprovedFix,
} from "./sign-approved-fix.ts";
export { type MergedFixFacts, signMergedFix } from "./sign-merged-fix.ts";
export { bindFirstKey, openSigningKey, prepareKey, publishedKeys } from "./signing-keys.ts";
export { verifyAnyBundle } from "./verify-any-bundle.ts";
