"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { renderSVG } from "uqr";
import { z } from "zod";
import { type CurrentPerson, requirePerson } from "#app/_server/current.ts";
import { answerForm } from "#app/_server/errors.ts";
import { field, jsonField, textOf } from "#app/_server/forms.ts";
import type { BeginPasskey } from "#components/second-factor/proof.ts";
import type { FormState } from "#components/ui/form-state.ts";
import {
  beginPasskey,
  beginTotp,
  confirmTotp,
  finishPasskey,
  passkeyName,
  passkeyRegistration,
  removePasskey,
  removeTotp,
  renamePasskey,
  renewRecoveryCodes,
} from "#lib/services/second-factor/index.ts";

const page = "/account/security";

async function answerPerson(
  work: (person: CurrentPerson) => Promise<FormState>,
): Promise<FormState> {
  return await answerForm(async () => {
    const state = await work(await requirePerson(page));
    revalidatePath(page);
    return state;
  });
}

export async function beginPasskeyAction(): ReturnType<BeginPasskey> {
  let options: Awaited<ReturnType<typeof beginPasskey>> | undefined;
  const state = await answerForm(async () => {
    options = await beginPasskey((await requirePerson(page)).actor);
    return {};
  });
  return options ? { ...state, options } : state;
}

export async function finishPasskeyAction(_state: FormState, form: FormData): Promise<FormState> {
  return await answerPerson(async ({ actor }) => {
    const name = field(form, "name", passkeyName);
    await finishPasskey(actor, jsonField(form, "answer", passkeyRegistration), name);
    return { done: `${name} is added.` };
  });
}

export async function renamePasskeyAction(_state: FormState, form: FormData): Promise<FormState> {
  return await answerPerson(async ({ actor }) => {
    await renamePasskey(actor, textOf(form, "passkeyId"), field(form, "name", passkeyName));
    return { done: "Saved." };
  });
}

export async function removePasskeyAction(_state: FormState, form: FormData): Promise<FormState> {
  return await answerPerson(async ({ actor }) => {
    await removePasskey(actor, textOf(form, "passkeyId"));
    return {};
  });
}

export async function beginTotpAction(_state: FormState): Promise<FormState> {
  return await answerForm(async () => {
    const { secret, uri } = await beginTotp((await requirePerson(page)).actor);
    const svg = renderSVG(uri, { border: 2, pixelSize: 8 });
    return { secret, picture: `data:image/svg+xml,${encodeURIComponent(svg)}` };
  });
}

export async function confirmTotpAction(_state: FormState, form: FormData): Promise<FormState> {
  return await answerPerson(async ({ actor }) => {
    const code = field(form, "code", z.string().trim().min(1, "Type the code.").max(40));
    await confirmTotp(actor, code, await headers());
    return { done: "The app is set up." };
  });
}

export async function removeTotpAction(_state: FormState): Promise<FormState> {
  return await answerPerson(async ({ actor }) => {
    await removeTotp(actor);
    return {};
  });
}

export async function renewRecoveryCodesAction(_state: FormState): Promise<FormState> {
  return await answerPerson(async ({ actor }) => ({
    secret: (await renewRecoveryCodes(actor)).join("\n"),
  }));
}
