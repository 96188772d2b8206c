"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { field, textOf, withTyped } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import { admitWork } from "#app/_server/member-work.ts";
import type { FormState } from "#components/ui/form-state.ts";
import {
  addModelKey,
  checkModelKey,
  chooseModel,
  clearModelChoice,
  deleteModelKey,
  keyAddress,
  keyName,
  modelName,
  modelProviders,
  modelPurposes,
  monthlyBudgetUsd,
  pastedKey,
  priceUsd,
  rotateModelKey,
  setModelBudget,
} from "#lib/services/model-keys/index.ts";

const provider = z.enum(modelProviders);
const purpose = z.enum(modelPurposes);

function shownAnew(slug: string, done: string): FormState {
  revalidatePath(`/o/${slug}/settings/model-keys`);
  return { done };
}

export async function addKeyAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const answer = await answerMember(slug, async (member) => {
    await admitWork(member);
    await addModelKey(member.actor, member.organization.id, {
      provider: field(form, "provider", provider),
      key: field(form, "key", pastedKey),
      address: field(form, "address", keyAddress),
      name: field(form, "name", keyName),
      model: field(form, "checkModel", modelName),
      monthlyBudgetUsd: field(form, "budget", monthlyBudgetUsd),
    });
    return shownAnew(slug, "It answered, and is stored.");
  });
  return withTyped(answer, form, ["provider", "address", "name", "checkModel", "budget"], "key");
}

export async function rotateKeyAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    await admitWork(member);
    const key = field(form, "key", pastedKey);
    await rotateModelKey(member.actor, member.organization.id, textOf(form, "keyId"), key);
    return shownAnew(slug, "The new key answered, and has taken its place.");
  });
}

export async function checkKeyAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    await admitWork(member);
    await checkModelKey(member.actor, member.organization.id, textOf(form, "keyId"));
    return shownAnew(slug, "Asked a moment ago.");
  });
}

export async function budgetAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const answer = await answerMember(slug, async ({ actor, organization }) => {
    const budget = field(form, "budget", monthlyBudgetUsd);
    await setModelBudget(actor, organization.id, textOf(form, "keyId"), budget);
    return shownAnew(slug, "Saved.");
  });
  return withTyped(answer, form, ["budget"]);
}

export async function deleteKeyAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await deleteModelKey(actor, organization.id, textOf(form, "keyId"));
    return shownAnew(slug, "Deleted.");
  });
}

export async function chooseAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const answer = await answerMember(slug, async ({ actor, organization }) => {
    const [input, output] = [field(form, "input", priceUsd), field(form, "output", priceUsd)];
    if ((input === null) !== (output === null)) {
      const missing = input === null ? "input" : "output";
      return { fields: { [missing]: "Say both prices, or neither." } };
    }
    await chooseModel(actor, organization.id, {
      purpose: field(form, "purpose", purpose),
      keyId: textOf(form, "keyId"),
      model: field(form, "model", modelName),
      price:
        input === null || output === null
          ? null
          : { inputUsdPerMillion: input, outputUsdPerMillion: output },
    });
    return shownAnew(slug, "Chosen.");
  });
  return withTyped(answer, form, ["keyId", "model", "input", "output"]);
}

export async function clearChoiceAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    await clearModelChoice(actor, organization.id, field(form, "purpose", purpose));
    return shownAnew(slug, "Cleared.");
  });
}
