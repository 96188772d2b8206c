"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import { admitWork } from "#app/_server/member-work.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { triageDecision, triageFinding } from "#lib/services/findings/index.ts";
import { startFix } from "#lib/services/runs/index.ts";

export async function triageAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const decision = triageDecision.parse(Object.fromEntries(form));
    await triageFinding(actor, organization.id, textOf(form, "findingId"), decision);
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "Saved." };
  });
}

export async function fixAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const run = await startFix(actor, organization.id, textOf(form, "findingId"));
    redirect(`/o/${slug}/runs/${run.id}`);
  });
}
