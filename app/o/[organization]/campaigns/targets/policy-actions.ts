"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { nothingHere } from "#app/_server/errors.ts";
import { field, textOf, withTyped } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import {
  addWaiver,
  campaignCapsSchema,
  profileNames,
  readTarget,
  removeWaiver,
  setSchedule,
  updatePolicy,
  updateTarget,
} from "#lib/services/campaigns/index.ts";
import { wholeNumber } from "./numbers.ts";
import { policyFields, readPolicyForm } from "./policy-form.ts";

function saved(slug: string, done = "Saved."): FormState {
  revalidatePath(`/o/${slug}/campaigns`, "layout");
  return { done };
}

/** The form carries `targetId`, `schedule` and `profile`. */
export async function scheduleAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const targetId = textOf(form, "targetId");
    const schedule = field(form, "schedule", z.enum(["none", "daily", "weekly"]));
    const profile = field(form, "profile", z.enum(profileNames));
    const target = await readTarget(organization.id, targetId);
    if (target === null) throw nothingHere();
    await setSchedule(actor, organization.id, targetId, schedule);
    if (profile !== target.profile) {
      await updateTarget(actor, organization.id, targetId, { profile });
    }
    return saved(slug);
  });
}

/** The form carries `targetId` and the caps by their names; an empty spend is none. */
export async function capsAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const names = ["maxRequests", "requestsPerMinute", "concurrency", "maxMinutes", "maxCostUsd"];
  const answer = await answerMember(slug, async ({ actor, organization }) => {
    const [maxRequests, requestsPerMinute, concurrency, maxMinutes] = names
      .slice(0, 4)
      .map((name) => field(form, name, wholeNumber));
    const spend = field(form, "maxCostUsd", z.string().trim().max(20));
    const caps = campaignCapsSchema.parse({
      ...{ maxRequests, requestsPerMinute, concurrency, maxMinutes },
      maxCostUsd: spend === "" ? null : Number(spend),
    });
    await updateTarget(actor, organization.id, textOf(form, "targetId"), { caps });
    return saved(slug);
  });
  return withTyped(answer, form, names);
}

/** The form carries `targetId` and shares in percent; waivers stay as they are. */
export async function policyAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const answer = await answerMember(slug, async ({ actor, organization }) => {
    const targetId = textOf(form, "targetId");
    const target = await readTarget(organization.id, targetId);
    if (target === null) throw nothingHere();
    const policy = readPolicyForm(form, target.policy.waivers);
    await updatePolicy(actor, organization.id, targetId, policy);
    return saved(slug, "Saved. It holds from the next campaign on.");
  });
  return withTyped(answer, form, policyFields);
}

/** The form carries `targetId`, `seed`, `variant`, `reason` and `expires`; no variant is all of them. */
export async function addWaiverAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const answer = await answerMember(slug, async ({ actor, organization }) => {
    const text = z.string().trim();
    const variant = field(form, "variant", text.max(60));
    await addWaiver(actor, organization.id, textOf(form, "targetId"), {
      seed: field(form, "seed", text.regex(/^[\w-]{3,60}$/, "A seed’s id, such as LLM02-014.")),
      ...(variant !== "" && { variant }),
      reason: field(form, "reason", text.min(10, "Ten characters or more.").max(500)),
      expires: field(form, "expires", z.iso.date("A day, such as 2027-01-31.")),
    });
    return saved(slug, "Waived until that day.");
  });
  return withTyped(answer, form, ["seed", "variant", "reason", "expires"]);
}

/** The form carries `targetId`, `seed` and `variant`. */
export async function removeWaiverAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const variant = field(form, "variant", z.string().max(60));
    await removeWaiver(actor, organization.id, textOf(form, "targetId"), {
      seed: textOf(form, "seed"),
      ...(variant !== "" && { variant }),
    });
    return saved(slug, "It counts again.");
  });
}
