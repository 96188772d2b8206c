"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { field, textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import { admitWork } from "#app/_server/member-work.ts";
import { uploadedFile } from "#app/_server/uploaded-file.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { askForAlerts, importSarif } from "#lib/services/findings/index.ts";
import {
  connectRepository,
  connectSample,
  connectSampleForge,
  removeRepository,
  repositoryPath,
} from "#lib/services/repositories/index.ts";
import { startScan } from "#lib/services/runs/index.ts";
import { importedSentence } from "./imported-sentence.ts";

export async function trySampleAction(slug: string, _state: FormState): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const repository = await connectSample(actor, organization.id);
    const run = await startScan(actor, organization.id, repository.id);
    redirect(`/o/${slug}/runs/${run.id}`);
  });
}

/** The sample forge as GitHub is connected, pressed for the person. */
export async function trySampleForgeAction(slug: string, _state: FormState): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const repository = await connectSampleForge(actor, organization.id);
    const run = await startScan(actor, organization.id, repository.id);
    redirect(`/o/${slug}/runs/${run.id}`);
  });
}

export async function connectAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
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
  return await answerMember(slug, async ({ actor, organization }) => {
    await removeRepository(actor, organization.id, textOf(form, "repositoryId"));
    redirect(`/o/${slug}/repositories`);
  });
}

export async function scanAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const run = await startScan(actor, organization.id, textOf(form, "repositoryId"));
    redirect(`/o/${slug}/runs/${run.id}`);
  });
}

export async function takeAlertsAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const repositoryId = textOf(form, "repositoryId");
    await askForAlerts(actor, organization.id, repositoryId);
    revalidatePath(`/o/${slug}/repositories/${repositoryId}`);
    return { done: "Asked for. They appear among the findings." };
  });
}

export async function uploadSarifAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const file = await uploadedFile(form, "file");
    const repositoryId = textOf(form, "repositoryId");
    const taken = await importSarif(actor, organization.id, repositoryId, file);
    revalidatePath(`/o/${slug}`, "layout");
    return { done: importedSentence(taken) };
  });
}
