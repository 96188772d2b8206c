import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import type { FormAction, FormState } from "../ui/form-state.ts";
import type { BeginPasskey, ProofActions } from "./proof.ts";

/** A form's action that first has the browser ask for one of the person's passkeys. */
export function answerWithPasskey({ begin, withPasskey }: ProofActions): FormAction {
  return async (state, form) => {
    const { proof, ...refusal } = await begin();
    if (!proof) return refusal;
    const { passkey } = proof;
    if (passkey === null) return { error: "You have no passkey here." };
    const answer = await answerOf(passkey);
    if ("error" in answer) return answer;
    form.set("answer", answer.json);
    return await withPasskey(state, form);
  };
}

/** A form's action that first has the browser make a passkey. */
export function registerPasskey(begin: BeginPasskey, finish: FormAction): FormAction {
  return async (state, form) => {
    const { options, ...refusal } = await begin();
    if (!options) return refusal;
    const answer = await ask(() => startRegistration({ optionsJSON: options }));
    if ("error" in answer) return answer;
    form.set("answer", answer.json);
    return await finish(state, form);
  };
}

type Answer = { readonly json: string } | (FormState & { error: string });

/** Has the browser ask one of the person's passkeys. */
export async function answerOf(options: PublicKeyCredentialRequestOptionsJSON): Promise<Answer> {
  return await ask(() => startAuthentication({ optionsJSON: options }));
}

async function ask(question: () => Promise<object>): Promise<Answer> {
  if (!browserSupportsWebAuthn()) return { error: "This browser knows no passkeys." };
  try {
    return { json: JSON.stringify(await question()) };
  } catch (error) {
    return { error: reason(error) };
  }
}

/** The names of WebAuthn Level 3, 5.1.3 and 5.1.4. Browsers say no more, so that sites learn no more. */
function reason(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "InvalidStateError") return "This device keeps a passkey of yours for Etna already.";
  if (name === "SecurityError")
    return "Passkeys work only at the address that Etna was set up for.";
  if (name === "NotAllowedError" || name === "AbortError") {
    return "The browser got no answer. Try again.";
  }
  return "The browser could not ask for a passkey. Try again, or use another way.";
}
