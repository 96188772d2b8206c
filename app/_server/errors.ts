import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import type { FormState } from "#components/ui/form-state.ts";
import { fieldErrors, shown } from "./problem.ts";

export { answerApi, nothingHere } from "./problem.ts";

/** Runs what a form asked for; a refusal comes back in place, in words. */
export async function answerForm(work: () => Promise<FormState | undefined>): Promise<FormState> {
  try {
    return (await work()) ?? {};
  } catch (error) {
    unstable_rethrow(error);
    if (error instanceof z.ZodError) return { fields: fieldErrors(error) };
    const { code, message, requestId } = shown(error);
    if (code === "reauthentication_required") return { error: message, confirm: true };
    return { error: message, requestId };
  }
}
