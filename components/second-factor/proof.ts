import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import type { FormAction, FormState } from "../ui/form-state.ts";

/** In which ways a person can show that it is them. */
export interface ProofMethods {
  readonly passkey: boolean;
  readonly code: boolean;
  readonly recoveryCode: boolean;
}

/** What a proof asks of the server. The forms carry `answer` or `code`. */
export interface ProofActions {
  begin(): Promise<FormState & { readonly proof?: ProofChoice }>;
  withPasskey: FormAction;
  withCode: FormAction;
  withRecoveryCode: FormAction;
}

export interface ProofChoice {
  readonly passkey: PublicKeyCredentialRequestOptionsJSON | null;
  readonly code: boolean;
  readonly recoveryCode: boolean;
}

export type BeginPasskey = () => Promise<
  FormState & { readonly options?: PublicKeyCredentialCreationOptionsJSON }
>;
