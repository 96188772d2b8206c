"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { field, textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import {
  maxRevocationNote,
  type RevocationReason,
  revocationReasons,
  revokeKey,
  rotateKey,
} from "#lib/services/provenance/index.ts";

const reason = z.enum(Object.keys(revocationReasons) as [RevocationReason]);
const note = z.string().trim().max(maxRevocationNote);
/** What a browser's field for date and time sends, read as UTC. */
const since = z
  .union([z.literal(""), z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/)])
  .transform((text) => (text === "" ? null : new Date(`${text}Z`)))
  .refine((at) => at === null || Number.isFinite(at.getTime()), "This is no date.");

export async function rotateAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await rotateKey(actor, organization.id, textOf(form, "keyId"));
    revalidatePath(`/o/${slug}/keys`);
    return {};
  });
}

export async function revokeAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await revokeKey(actor, organization.id, textOf(form, "keyId"), {
      reason: field(form, "reason", reason),
      note: field(form, "note", note),
      since: field(form, "since", since),
    });
    revalidatePath(`/o/${slug}/keys`);
    return {};
  });
}
