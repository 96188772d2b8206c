"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { signOut } from "#app/_server/auth.ts";
import { requireAtSession } from "#app/_server/current.ts";
import { answerForm } from "#app/_server/errors.ts";
import { field, jsonField } from "#app/_server/forms.ts";
import { returnPath } from "#app/_server/return-path.ts";
import type { ProofChoice } from "#components/second-factor/proof.ts";
import type { FormState } from "#components/ui/form-state.ts";
import {
  beginProof,
  passkeyAnswer,
  proveWithCode,
  proveWithPasskey,
  proveWithRecoveryCode,
} from "#lib/services/second-factor/index.ts";

const code = z.string().trim().min(1, "Type the code.").max(40);

export async function beginProofAction(): Promise<FormState & { proof?: ProofChoice }> {
  let proof: ProofChoice | undefined;
  const state = await answerForm(async () => {
    proof = await beginProof((await requireAtSession()).actor);
    return {};
  });
  return proof ? { ...state, proof } : state;
}

/** Each goes on to `next`; null stays, for a dialog that goes on by itself. */
export async function proveWithPasskeyAction(
  next: string | null,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor } = await requireAtSession();
    await proveWithPasskey(actor, jsonField(form, "answer", passkeyAnswer));
    return goOn(next);
  });
}

export async function proveWithCodeAction(
  next: string | null,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor } = await requireAtSession();
    await proveWithCode(actor, field(form, "code", code), await headers());
    return goOn(next);
  });
}

export async function proveWithRecoveryCodeAction(
  next: string | null,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor } = await requireAtSession();
    await proveWithRecoveryCode(actor, field(form, "code", code), await headers());
    return goOn(next);
  });
}

export async function leaveAction(): Promise<FormState> {
  await signOut({ redirectTo: "/sign-in" });
  return {};
}

function goOn(next: string | null): FormState {
  if (next !== null) redirect(returnPath(next));
  return { done: "It is you." };
}
