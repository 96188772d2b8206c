"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { field, textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import {
  dueDaysForm,
  type FixPolicy,
  openFixBudget,
  quietHours,
  updateDueDays,
  updateFixPolicy,
} from "#lib/services/organizations/index.ts";
import { policySwitches } from "./switches.ts";

async function save(
  slug: string,
  read: () => Partial<FixPolicy>,
  done: string,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await updateFixPolicy(actor, organization.id, read());
    revalidatePath(`/o/${slug}/settings/policies`);
    return { done };
  });
}

/** The form carries those that are switched, each as "true" or "false". */
export async function switchPolicyAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const switched = policySwitches.filter((name) => form.has(name));
  const read = () =>
    Object.fromEntries(switched.map((name) => [name, textOf(form, name) === "true"]));
  return await save(slug, read, "Saved.");
}

export async function budgetAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const read = () => ({ openFixBudget: field(form, "openFixBudget", openFixBudget) });
  return await save(slug, read, "Saved.");
}

export async function quietHoursAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const given = z.string().max(60).catch("");
  const [from, to, timeZone] = ["from", "to", "timeZone"].map((name) =>
    field(form, name, given).trim(),
  );
  // Both empty is how a person says: none.
  if (from === "" && to === "") return await save(slug, () => ({ quietHours: null }), "None now.");
  return await save(
    slug,
    () => ({ quietHours: quietHours.parse({ from, to, timeZone }) }),
    "Saved.",
  );
}

/** The form carries the days of each severity; an empty field is none. */
export async function dueDaysAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const days = dueDaysForm.parse(Object.fromEntries(form));
    await updateDueDays(actor, organization.id, days);
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "Saved. All deadlines are counted anew." };
  });
}
