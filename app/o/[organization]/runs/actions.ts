"use server";

import { revalidatePath } from "next/cache";
import { textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { cancelRun } from "#lib/services/runs/index.ts";

export async function cancelAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await cancelRun(actor, organization.id, textOf(form, "runId"));
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "The run stops after the step it is in." };
  });
}
