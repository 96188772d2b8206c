export { type CheckedTimestamp, checkTimestamp } from "./check-timestamp.ts";
export { nodeCrypto } from "./node-crypto.ts";
export {
  type HeldAgainst,
  openSecondOpinion,
  type SecondOpinion,
  type SecondOpinionKey,
  type SecondVerifier,
} from "./second-opinion.ts";
export {
  issuersPem,
  readTimestampAuthorities,
  type TimestampAuthority,
} from "./timestamp-authority.ts";
export { readRefusal, readTimestamp, timestampRequest } from "./timestamp-token.ts";
export {
  openSecondedVerifier,
  type SecondCheck,
  type SecondedVerification,
  type SecondedVerifier,
  verifyWithSecondOpinion,
} from "./verify-with-second-opinion.ts";
export {
  partBundle,
  type WideBundle,
  type WideRoot,
  widen,
  widenRoot,
} from "./wide-bundle.ts";
