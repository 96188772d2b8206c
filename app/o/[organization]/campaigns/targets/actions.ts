"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { nothingHere } from "#app/_server/errors.ts";
import { field, textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import { admitWork } from "#app/_server/member-work.ts";
import type { TriedState } from "#components/campaigns/try-target.tsx";
import type { FormState } from "#components/ui/form-state.ts";
import {
  archiveTarget,
  beginOwnershipProof,
  createTarget,
  proveOwnership,
  readTarget,
  type TriedTarget,
  tryTarget,
  updateTarget,
} from "#lib/services/campaigns/index.ts";
import { fileOf, secretsOf } from "./target-file.ts";

const repository = z
  .string()
  .max(60)
  .transform((id) => (id === "" ? null : id));

export async function createTargetAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const { id } = await createTarget(actor, organization.id, {
      spec: fileOf(form, null),
      secrets: secretsOf(form),
      repositoryId: field(form, "repositoryId", repository),
    });
    redirect(`/o/${slug}/campaigns/targets/${id}`);
  });
}

export async function updateTargetAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const targetId = textOf(form, "targetId");
    const target = await readTarget(organization.id, targetId);
    if (target === null) throw nothingHere();
    await updateTarget(actor, organization.id, targetId, {
      spec: fileOf(form, target.spec),
      secrets: secretsOf(form),
      repositoryId: field(form, "repositoryId", repository),
    });
    redirect(`/o/${slug}/campaigns/targets/${targetId}`);
  });
}

export async function proveAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    await admitWork(member);
    const { actor, organization } = member;
    const { state } = await proveOwnership(actor, organization.id, textOf(form, "targetId"));
    revalidatePath(`/o/${slug}`, "layout");
    if (state === "proven") return { done: "The address shows that it is yours." };
    return { error: "The token is in none of the places." };
  });
}

export async function newTokenAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await beginOwnershipProof(actor, organization.id, textOf(form, "targetId"));
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "There is another token. What was shown for the former one counts no more." };
  });
}

export async function tryAction(
  slug: string,
  _state: TriedState,
  form: FormData,
): Promise<TriedState> {
  let tried: TriedTarget | undefined;
  const answer = await answerMember(slug, async (member) => {
    await admitWork(member);
    tried = await tryTarget(member.actor, member.organization.id, textOf(form, "targetId"));
    return {};
  });
  return { ...answer, tried };
}

/** The form carries the target's name, typed. */
export async function archiveTargetAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const targetId = textOf(form, "targetId");
    const target = await readTarget(organization.id, targetId);
    if (target === null) throw nothingHere();
    const typed = field(form, "name", z.string().trim().max(300));
    if (typed !== target.name) return { fields: { name: `Type ${target.name}.` } };
    await archiveTarget(actor, organization.id, targetId);
    redirect(`/o/${slug}/campaigns`);
  });
}
