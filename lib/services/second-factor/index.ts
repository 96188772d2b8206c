export { beginPasskey, finishPasskey } from "./add-passkey.ts";
export { beginTotp, confirmTotp, removeTotp } from "./authenticator-app.ts";
export { beginProof, type ProofChoice } from "./begin-proof.ts";
export { removePasskey, renamePasskey } from "./change-passkey.ts";
export { type Factors, listFactors, type PasskeyView } from "./list-factors.ts";
export { proveWithCode, proveWithPasskey, proveWithRecoveryCode } from "./prove.ts";
export { renewRecoveryCodes } from "./recovery-codes.ts";
export {
  type PasskeyAnswer,
  passkeyAnswer,
  passkeyName,
  passkeyRegistration,
} from "./schemas.ts";
export {
  cannotSign,
  noteSignedApproval,
  type SignedApproval,
  signingOptions,
  usablePasskeys,
  verifySignedApproval,
} from "./sign-approval.ts";
