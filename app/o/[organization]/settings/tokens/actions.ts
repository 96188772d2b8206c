"use server";

import { revalidatePath } from "next/cache";
import { textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { createToken, revokeToken, tokenRequest } from "#lib/services/api-tokens/index.ts";

export async function createTokenAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const request = tokenRequest.parse({
      name: form.get("name"),
      scopes: form.getAll("scopes"),
      days: form.get("days"),
    });
    const { token } = await createToken(actor, organization.id, request);
    revalidatePath(`/o/${slug}/settings/tokens`);
    return { secret: token };
  });
}

export async function revokeTokenAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await revokeToken(actor, organization.id, textOf(form, "tokenId"));
    revalidatePath(`/o/${slug}/settings/tokens`);
    return {};
  });
}
