export { nodeCrypto } from "./node-crypto.ts";
export { type SecondOpinion, type SecondOpinionKey, secondOpinion } from "./second-opinion.ts";
export {
  type SecondCheck,
  type SecondedVerification,
  verifyWithSecondOpinion,
} from "./verify-with-second-opinion.ts";
