"use server";

import { redirect } from "next/navigation";
import { signIn } from "#app/_server/auth.ts";
import { answerForm } from "#app/_server/errors.ts";
import { field } from "#app/_server/forms.ts";
import { returnPath } from "#app/_server/return-path.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { emailAddress } from "#lib/services/organizations/index.ts";

/** Mails a link. The answer is the same whether or not anyone has this address. */
export async function signInAction(_state: FormState, form: FormData): Promise<FormState> {
  return await answerForm(async () => {
    const email = field(form, "email", emailAddress);
    await signIn("email", { email, redirectTo: returnPath(form.get("next")), redirect: false });
    redirect("/sign-in/sent");
  });
}
