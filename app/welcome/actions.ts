"use server";

import { redirect } from "next/navigation";
import { requirePerson } from "#app/_server/current.ts";
import { answerForm } from "#app/_server/errors.ts";
import { field } from "#app/_server/forms.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { personName, renamePerson } from "#lib/services/identity/index.ts";
import { createOrganization, organizationName } from "#lib/services/organizations/index.ts";

export async function createOrganizationAction(
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const person = await requirePerson("/welcome");
    const name = field(form, "name", organizationName);
    await renamePerson(person.id, field(form, "person", personName));
    const { slug } = await createOrganization(person.id, name);
    redirect(`/o/${slug}`);
  });
}
