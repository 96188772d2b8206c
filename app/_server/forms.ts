import { z } from "zod";

/** One field of a form, parsed. A fault is reported under the field's name. */
export function field<Output>(form: FormData, name: string, schema: z.ZodType<Output>): Output {
  const parsed = z.object({ [name]: schema }).parse({ [name]: form.get(name) ?? undefined });
  return parsed[name] as Output;
}

/** A hidden field that the page itself wrote. */
export function textOf(form: FormData, name: string): string {
  return field(form, name, z.string().min(1).max(200));
}
