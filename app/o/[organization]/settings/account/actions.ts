"use server";

import { revalidatePath } from "next/cache";
import { signIn } from "#app/_server/auth.ts";
import { nothingHere } from "#app/_server/errors.ts";
import { textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import { keepConnectIntent } from "#app/_server/sign-in-cookies.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { findProvider, requireMayLink, unlinkAccount } from "#lib/services/identity/index.ts";

/** Sends the browser to the provider, and remembers who asked to connect an account of theirs. */
export async function connectAccountAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ person }) => {
    const provider = findProvider(textOf(form, "provider"));
    if (provider === undefined) throw nothingHere();
    await requireMayLink(person.actor);
    const returnTo = `/o/${slug}/settings/account`;
    await keepConnectIntent({ personId: person.id, returnTo });
    await signIn(provider.id, { redirectTo: returnTo });
    return {};
  });
}

export async function disconnectAccountAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ person }) => {
    await unlinkAccount(person.actor, textOf(form, "accountId"));
    revalidatePath(`/o/${slug}/settings/account`);
    return {};
  });
}
