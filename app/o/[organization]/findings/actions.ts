"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { field, jsonField, textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import { admitWork } from "#app/_server/member-work.ts";
import type { FormState } from "#components/ui/form-state.ts";
import {
  type Chosen,
  maxTriaged,
  type Triaged,
  triageDecision,
  triageFinding,
  triageFindings,
} from "#lib/services/findings/index.ts";
import { cancelRuleFixes, startFix, startRuleFixes } from "#lib/services/runs/index.ts";
import { matchSchema } from "./match.ts";

export async function triageAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const decision = triageDecision.parse(Object.fromEntries(form));
    await triageFinding(actor, organization.id, textOf(form, "findingId"), decision);
    revalidatePath(`/o/${slug}`, "layout");
    return { done: "Saved." };
  });
}

export async function fixAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const run = await startFix(actor, organization.id, textOf(form, "findingId"));
    redirect(`/o/${slug}/runs/${run.id}`);
  });
}

/** The form carries `findingIds`, a JSON list, or `matching`, the page's filters. */
export async function triageManyAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const decision = triageDecision.parse(Object.fromEntries(form));
    const done = await triageFindings(actor, organization.id, chosenIn(form), decision);
    revalidatePath(`/o/${slug}`, "layout");
    return { done: triagedText(decision.decision, done) };
  });
}

function chosenIn(form: FormData): Chosen {
  if (form.has("matching")) {
    const { ...matching } = jsonField(form, "matching", matchSchema);
    const given = Object.entries(matching).filter(([, value]) => value !== undefined);
    return { matching: Object.fromEntries(given) };
  }
  const ids = z.array(z.string().min(1).max(64)).min(1).max(maxTriaged);
  return { findingIds: jsonField(form, "findingIds", ids) };
}

const triagedWords = { ignore: "ignored", snooze: "snoozed", reopen: "open again" };

function triagedText(decision: keyof typeof triagedWords, done: Triaged): string {
  const sentences = [
    `${done.changed} ${triagedWords[decision]}.`,
    done.unchanged > 0 ? `${done.unchanged} stood like that already.` : "",
    done.fixed > 0 ? `${done.fixed} ${done.fixed === 1 ? "is" : "are"} fixed.` : "",
    done.left > 0 ? `${done.left} more match, and were left: do it again for them.` : "",
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

/** The form carries `ruleId` and, where it is about one repository, `repositoryId`. */
export async function fixAllAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const { started, waiting } = await startRuleFixes(actor, organization.id, ruleFixesIn(form));
    revalidatePath(`/o/${slug}`, "layout");
    const waits = waiting === 1 ? "waits" : "wait";
    const rest = waiting > 0 ? ` ${waiting} ${waits} for room in the budget.` : "";
    return { done: `${started.length} started.${rest}` };
  });
}

export async function cancelWaitingAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const count = await cancelRuleFixes(actor, organization.id, ruleFixesIn(form));
    revalidatePath(`/o/${slug}`, "layout");
    return { done: `${count} taken back.` };
  });
}

function ruleFixesIn(form: FormData) {
  const repositoryId = field(form, "repositoryId", z.string().min(1).max(64).optional());
  return { ruleId: textOf(form, "ruleId"), ...(repositoryId && { repositoryId }) };
}
