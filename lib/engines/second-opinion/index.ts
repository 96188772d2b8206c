export { nodeCrypto } from "./node-crypto.ts";
export {
  type HeldAgainst,
  openSecondOpinion,
  type SecondOpinion,
  type SecondOpinionKey,
  type SecondVerifier,
} from "./second-opinion.ts";
export {
  openSecondedVerifier,
  type SecondCheck,
  type SecondedVerification,
  type SecondedVerifier,
  verifyWithSecondOpinion,
} from "./verify-with-second-opinion.ts";
