"use server";

import { revalidatePath } from "next/cache";
import { field, textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { personName, renamePerson } from "#lib/services/identity/index.ts";
import {
  changeRole,
  emailAddress,
  invitedRole,
  inviteMember,
  organizationName,
  removeMember,
  revokeInvitation,
  role,
  updateOrganization,
} from "#lib/services/organizations/index.ts";

export async function renameOrganizationAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const name = field(form, "name", organizationName);
    await updateOrganization(actor, organization.id, { name });
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "Saved." };
  });
}

export async function publicNamesAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const namesOnPublicPages = textOf(form, "namesOnPublicPages") === "true";
    await updateOrganization(actor, organization.id, { namesOnPublicPages });
    revalidatePath(`/o/${slug}/settings`);
    return {};
  });
}

export async function requireFactorAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const requiresSecondFactor = textOf(form, "requiresSecondFactor") === "true";
    await updateOrganization(actor, organization.id, { requiresSecondFactor });
    revalidatePath(`/o/${slug}/settings`);
    return {};
  });
}

export async function inviteAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const email = field(form, "email", emailAddress);
    await inviteMember(actor, organization.id, { email, role: field(form, "role", invitedRole) });
    revalidatePath(`/o/${slug}/settings/members`);
    return { done: `The invitation is on its way to ${email}.` };
  });
}

export async function revokeInvitationAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await revokeInvitation(actor, organization.id, textOf(form, "invitationId"));
    revalidatePath(`/o/${slug}/settings/members`);
    return {};
  });
}

export async function changeRoleAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const memberId = textOf(form, "memberId");
    await changeRole(actor, organization.id, { memberId, role: field(form, "role", role) });
    revalidatePath(`/o/${slug}/settings/members`);
    return {};
  });
}

export async function removeMemberAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await removeMember(actor, organization.id, textOf(form, "memberId"));
    revalidatePath(`/o/${slug}/settings/members`);
    return {};
  });
}

export async function renamePersonAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ person }) => {
    await renamePerson(person.id, field(form, "name", personName));
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "Saved." };
  });
}
