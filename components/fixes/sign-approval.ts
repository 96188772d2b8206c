import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { answerOf } from "../second-factor/ask-authenticator.ts";
import type { FormAction, FormState } from "../ui/form-state.ts";

/** What the passkey is to sign; null where the person has none that could. */
export type BeginApproval = (
  form: FormData,
) => Promise<FormState & { readonly signing?: PublicKeyCredentialRequestOptionsJSON | null }>;

/** What is going on meanwhile, in words. */
export type Progress = (words: string) => void;

/** An approval that the browser first has the person's passkey sign. Whoever cancels approved nothing. */
export function signedApproval(
  begin: BeginApproval,
  approve: FormAction,
  progress: Progress,
): FormAction {
  return async (state, form) => {
    try {
      const { signing, ...refusal } = await begin(form);
      if (signing === undefined) return refusal;
      if (signing !== null) {
        progress("Your passkey is asked to sign this approval.");
        const answer = await answerOf(signing);
        if ("error" in answer) return { error: `Nothing was approved. ${answer.error}` };
        form.set("answer", answer.json);
      }
      progress("The approval is being checked.");
      return await approve(state, form);
    } finally {
      progress("");
    }
  };
}
