"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireMember } from "#app/_server/current.ts";
import { answerForm } from "#app/_server/errors.ts";
import { field, textOf } from "#app/_server/forms.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { triageDecision, triageFinding } from "#lib/services/findings/index.ts";
import {
  approvalRequest,
  approveFix,
  rejectFix,
  rejectionReason,
} from "#lib/services/fixes/index.ts";
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
import {
  connectRepository,
  connectSample,
  removeRepository,
  repositoryPath,
} from "#lib/services/repositories/index.ts";
import { cancelRun, startFix, startScan } from "#lib/services/runs/index.ts";

// Each of these parses a form, calls one verb and says where to go. The slug is bound by the page;
// who may do it, and whether the ids are the organization's, is for the verbs to decide.

export async function trySampleAction(slug: string, _state: FormState): Promise<FormState> {
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
    const repository = await connectSample(actor, organization.id);
    const run = await startScan(actor, organization.id, repository.id);
    redirect(`/o/${slug}/runs/${run.id}`);
  });
}

export async function connectAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
    const path = field(form, "path", repositoryPath);
    const repository = await connectRepository(actor, organization.id, { path });
    const run = await startScan(actor, organization.id, repository.id);
    redirect(`/o/${slug}/runs/${run.id}`);
  });
}

export async function removeRepositoryAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
    await removeRepository(actor, organization.id, textOf(form, "repositoryId"));
    redirect(`/o/${slug}/repositories`);
  });
}

export async function scanAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
    const run = await startScan(actor, organization.id, textOf(form, "repositoryId"));
    redirect(`/o/${slug}/runs/${run.id}`);
  });
}

export async function fixAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
    const run = await startFix(actor, organization.id, textOf(form, "findingId"));
    redirect(`/o/${slug}/runs/${run.id}`);
  });
}

export async function cancelAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
    await cancelRun(actor, organization.id, textOf(form, "runId"));
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "The run stops after the step it is in." };
  });
}

export async function triageAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
    const decision = triageDecision.parse(Object.fromEntries(form));
    await triageFinding(actor, organization.id, textOf(form, "findingId"), decision);
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "Saved." };
  });
}

export async function approveAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
    const seen = approvalRequest.parse({
      headCommit: form.get("commit"),
      headTree: form.get("tree"),
      patchSha256: form.get("patch"),
    });
    await approveFix(actor, organization.id, textOf(form, "fixId"), seen);
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "Approved. The signature follows." };
  });
}

export async function rejectAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
    const reason = field(form, "reason", rejectionReason);
    await rejectFix(actor, organization.id, textOf(form, "fixId"), reason);
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "Rejected." };
  });
}

export async function inviteAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
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
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
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
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
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
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
    await removeMember(actor, organization.id, textOf(form, "memberId"));
    revalidatePath(`/o/${slug}/settings/members`);
    return {};
  });
}

export async function renameOrganizationAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
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
  return await answerForm(async () => {
    const { actor, organization } = await requireMember(slug);
    const namesOnPublicPages = textOf(form, "namesOnPublicPages") === "true";
    await updateOrganization(actor, organization.id, { namesOnPublicPages });
    revalidatePath(`/o/${slug}/settings`);
    return {};
  });
}

export async function renamePersonAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerForm(async () => {
    const { person } = await requireMember(slug);
    await renamePerson(person.id, field(form, "name", personName));
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "Saved." };
  });
}
