"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { signIn } from "#app/_server/auth.ts";
import { answerForm, nothingHere } from "#app/_server/errors.ts";
import { field, textOf } from "#app/_server/forms.ts";
import { returnPath } from "#app/_server/return-path.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { AppError } from "#lib/base/index.ts";
import { admit } from "#lib/services/admission/index.ts";
import { findProvider, signInAddress } from "#lib/services/identity/index.ts";

/** Mails a link. The answer is the same whether or not anyone has this address. */
export async function signInAction(_state: FormState, form: FormData): Promise<FormState> {
  return await answerForm(async () => {
    const email = field(form, "email", signInAddress);
    const redirectTo = returnPath(form.get("next"));
    await admit("magic_link_address", { headers: await headers(), mailbox: email });
    const address: string = await signIn("email", { email, redirectTo, redirect: false });
    if (new URL(address).searchParams.has("error")) {
      throw new AppError("unavailable", "The message could not be sent. Try again in a minute.");
    }
    redirect("/sign-in/sent");
  });
}

/** Sends the browser to the provider that was chosen. */
export async function signInWithAction(_state: FormState, form: FormData): Promise<FormState> {
  return await answerForm(async () => {
    const provider = findProvider(textOf(form, "provider"));
    if (provider === undefined) throw nothingHere();
    await signIn(provider.id, { redirectTo: returnPath(form.get("next")) });
    return {};
  });
}
