"use server";

import { revalidatePath } from "next/cache";
import { currentSessionId } from "#app/_server/current.ts";
import { textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { revokeOtherSessions, revokeSession } from "#lib/services/identity/index.ts";

export async function endSessionAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ person }) => {
    await revokeSession(person.id, textOf(form, "sessionId"));
    revalidatePath(`/o/${slug}/settings/sessions`);
    return {};
  });
}

export async function endOtherSessionsAction(slug: string, _state: FormState): Promise<FormState> {
  return await answerMember(slug, async ({ person }) => {
    await revokeOtherSessions(person.id, await currentSessionId());
    revalidatePath(`/o/${slug}/settings/sessions`);
    return { done: "All others have ended." };
  });
}
