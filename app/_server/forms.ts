import { z } from "zod";
import type { FormState } from "#components/ui/form-state.ts";
import { AppError } from "#lib/base/index.ts";

/** One field of a form, parsed. A fault is reported under the field's name. */
export function field<Output>(form: FormData, name: string, schema: z.ZodType<Output>): Output {
  const value = form.get(name) ?? undefined;
  // PostgreSQL's text cannot hold it.
  if (typeof value === "string" && value.includes("\0")) {
    throw new AppError("invalid_input", "Text holds no NUL character.");
  }
  const parsed = z.object({ [name]: schema }).parse({ [name]: value });
  return parsed[name] as Output;
}

/** A field that a script of ours wrote as JSON. */
export function jsonField<Output>(form: FormData, name: string, schema: z.ZodType<Output>): Output {
  const json = z.string().max(100_000).transform(parseJson).pipe(schema);
  return field(form, name, json);
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue("This is not what the page sends.");
    return z.NEVER;
  }
}

/** A hidden field that the page itself wrote. */
export function textOf(form: FormData, name: string): string {
  return field(form, name, z.string().min(1).max(200));
}

/**
 * The answer to a form with what was typed, where it was refused: `names` are fields without a secret.
 * What somebody pasted into one of them and into `secret` as well does not come back.
 */
export function withTyped(
  state: FormState,
  form: FormData,
  names: readonly string[],
  secret = "",
): FormState {
  if (!state.error && !state.fields) return state;
  const hidden = String(form.get(secret) ?? "").trim();
  const typed = names.map((name) => [name, String(form.get(name) ?? "").slice(0, 4000)] as const);
  const shown = typed.filter(([, text]) => hidden.length < 8 || !text.includes(hidden));
  return { ...state, typed: Object.fromEntries(shown) };
}
