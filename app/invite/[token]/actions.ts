"use server";

import { redirect } from "next/navigation";
import { requirePerson } from "#app/_server/current.ts";
import { answerForm } from "#app/_server/errors.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { acceptInvitation } from "#lib/services/organizations/index.ts";

export async function acceptAction(token: string, _state: FormState): Promise<FormState> {
  return await answerForm(async () => {
    const person = await requirePerson(`/invite/${token}`);
    const { slug } = await acceptInvitation(person, token);
    redirect(`/o/${slug}`);
  });
}
