import type { ProofActions, ProofMethods } from "#components/second-factor/proof.ts";
import { listFactors } from "#lib/services/second-factor/index.ts";
import {
  beginProofAction,
  proveWithCodeAction,
  proveWithPasskeyAction,
  proveWithRecoveryCodeAction,
} from "../second-factor/actions.ts";

/** What a proof asks of the server; afterwards it goes on to `next`, or stays where it is. */
export function proofActions(next: string | null): ProofActions {
  return {
    begin: beginProofAction,
    withPasskey: proveWithPasskeyAction.bind(null, next),
    withCode: proveWithCodeAction.bind(null, next),
    withRecoveryCode: proveWithRecoveryCodeAction.bind(null, next),
  };
}

export async function proofMethods(personId: string): Promise<ProofMethods> {
  const { passkeys, appSince, recoveryCodesLeft } = await listFactors(personId);
  return {
    passkey: passkeys.length > 0,
    code: appSince !== null,
    recoveryCode: recoveryCodesLeft > 0,
  };
}
