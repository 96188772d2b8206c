import type { FormState } from "#components/ui/form-state.ts";
import { type Current, requireMember } from "./current.ts";
import { answerForm } from "./errors.ts";

/**
 * Runs what a member's form asked for. Whether they may, and whether the ids in the form are their
 * organization's, is for the verb to decide.
 */
export async function answerMember(
  slug: string,
  work: (member: Current) => Promise<FormState | undefined>,
): Promise<FormState> {
  return await answerForm(async () => await work(await requireMember(slug)));
}
