"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { field, textOf, withTyped } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import { admitWork } from "#app/_server/member-work.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { cancelRun, retryNote, retryRun, startTask, taskWords } from "#lib/services/runs/index.ts";

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

const noteForm = z.object({ note: retryNote });

export async function retryAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    const { note } = noteForm.parse({ note: textOf(form, "note") });
    await admitWork(member);
    const run = await retryRun(actor, organization.id, textOf(form, "runId"), note);
    redirect(`/o/${slug}/runs/${run.id}`);
  });
}

export async function askAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const answer = await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    const task = { words: field(form, "words", taskWords), from: null };
    await admitWork(member);
    const run = await startTask(actor, organization.id, textOf(form, "repositoryId"), task);
    redirect(`/o/${slug}/runs/${run.id}`);
  });
  return withTyped(answer, form, ["repositoryId", "words"]);
}
