"use server";

import { revalidatePath } from "next/cache";
import { answerMember } from "#app/_server/member-form.ts";
import { admitWork } from "#app/_server/member-work.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { tryScriptedModel } from "#lib/services/model-keys/index.ts";

/** From wherever it is pressed: that page then shows the script as the chosen model. */
export async function tryScriptAction(slug: string, _state: FormState): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    await tryScriptedModel(actor, organization.id);
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "Chosen. It is a script and no model." };
  });
}
