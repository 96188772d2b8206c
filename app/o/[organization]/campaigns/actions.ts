"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { field, textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import { admitWork } from "#app/_server/member-work.ts";
import type { FormState } from "#components/ui/form-state.ts";
import {
  cancelCampaign,
  makeFinding,
  profileNames,
  retryCampaign,
  signReport,
  startCampaign,
} from "#lib/services/campaigns/index.ts";
import { seedText } from "./seed.ts";

/** The form carries `targetId`, `profile` and `seed`; an empty one is a fresh one. */
export async function startAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const seed = field(form, "seed", z.literal("").or(seedText));
    const campaign = await startCampaign(actor, organization.id, {
      targetId: textOf(form, "targetId"),
      profile: field(form, "profile", z.enum(profileNames)),
      ...(seed !== "" && { seed }),
    });
    redirect(`/o/${slug}/campaigns/${campaign.id}`);
  });
}

export async function cancelCampaignAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await cancelCampaign(actor, organization.id, textOf(form, "campaignId"));
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "The campaign stops after the attempts that are under way." };
  });
}

export async function runAgainAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const campaign = await retryCampaign(actor, organization.id, textOf(form, "campaignId"));
    redirect(`/o/${slug}/campaigns/${campaign.id}`);
  });
}

export async function makeFindingAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const { findingId } = await makeFinding(
      actor,
      organization.id,
      textOf(form, "campaignId"),
      textOf(form, "caseId"),
    );
    redirect(`/o/${slug}/findings/${findingId}`);
  });
}

export async function signReportAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await signReport(actor, organization.id, textOf(form, "campaignId"));
    revalidatePath(`/o/${slug}/campaigns`, "layout");
    return { done: "Signed." };
  });
}
