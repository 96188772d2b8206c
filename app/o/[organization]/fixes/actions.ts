"use server";

import { revalidatePath } from "next/cache";
import { field, textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import {
  approvalRequest,
  approveFix,
  rejectFix,
  rejectionReason,
} from "#lib/services/fixes/index.ts";

export async function approveAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const seen = approvalRequest.parse({
      headCommit: form.get("commit"),
      headTree: form.get("tree"),
      patchSha256: form.get("patch"),
    });
    // Before the verb: where it refuses, the page shows what the review holds now.
    revalidatePath(`/o/${slug}`, "layout");
    await approveFix(actor, organization.id, textOf(form, "fixId"), seen);
    return { done: "Approved. The signature follows." };
  });
}

export async function rejectAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const reason = field(form, "reason", rejectionReason);
    revalidatePath(`/o/${slug}`, "layout");
    await rejectFix(actor, organization.id, textOf(form, "fixId"), reason);
    return { done: "Rejected." };
  });
}
