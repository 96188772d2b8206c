"use server";

import { revalidatePath } from "next/cache";
import { field, jsonField, textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import {
  type ApprovalRequest,
  approvalRequest,
  approveFix,
  beginApproval,
  rejectFix,
  rejectionReason,
} from "#lib/services/fixes/index.ts";
import { passkeyAnswer } from "#lib/services/second-factor/index.ts";

type Signing = Awaited<ReturnType<typeof beginApproval>>;

/** What the person's passkey is to sign before they approve; null where they have none that could. */
export async function beginApprovalAction(
  slug: string,
  form: FormData,
): Promise<FormState & { signing?: Signing }> {
  let signing: Signing | undefined;
  const state = await answerMember(slug, async ({ actor, organization }) => {
    signing = await beginApproval(actor, organization.id, textOf(form, "fixId"), seenIn(form));
    return {};
  });
  if (signing === undefined) revalidatePath(`/o/${slug}`, "layout");
  return signing === undefined ? state : { ...state, signing };
}

export async function approveAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const answer = form.has("answer") ? jsonField(form, "answer", passkeyAnswer) : null;
    // Before the verb: where it refuses, the page shows what the review holds now.
    revalidatePath(`/o/${slug}`, "layout");
    await approveFix(actor, organization.id, textOf(form, "fixId"), seenIn(form), answer);
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

/** What stood on the page that the form is of. */
function seenIn(form: FormData): ApprovalRequest {
  return approvalRequest.parse({
    headCommit: form.get("commit"),
    headTree: form.get("tree"),
    patchSha256: form.get("patch"),
  });
}
