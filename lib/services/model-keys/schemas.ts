import { z } from "zod";
import { enums } from "#lib/platform/db/index.ts";

export const modelPurposes = Object.values(enums.ModelPurpose);

/** Empty for a server that asks for none. */
export const pastedKey = z
  .string()
  .trim()
  .max(500)
  .regex(/^[\x21-\x7e]*$/, "A key has no spaces in it.");

/** What people call it; empty for a name that Etna gives. */
export const keyName = z
  .string()
  .trim()
  .max(60, "Write at most 60 characters.")
  .regex(/^[^\p{C}]*$/u, "A name is one line of text.");

/** Empty for the provider's own address. */
export const keyAddress = z.string().trim().max(300);

/** As its provider calls it; empty where that is left to Etna. */
export const modelName = z
  .string()
  .trim()
  .regex(/^[\w.:/@-]{0,200}$/, "Write the model's name as its provider does.");

/** US dollars a month; null for an empty field: nothing bounds it. */
export const monthlyBudgetUsd = amountUsd(1_000_000, "Write an amount such as 20 or 20.50.");

/** US dollars a million tokens; null for an empty field: the published price. */
export const priceUsd = amountUsd(100_000, "Write a price such as 3 or 0.25.");

function amountUsd(max: number, words: string) {
  return z
    .string()
    .trim()
    .regex(/^(?:\d{1,7}(?:\.\d{1,6})?)?$/, words)
    .transform((text) => (text === "" ? null : Number(text)))
    .pipe(
      z
        .number()
        .max(max, `Write at most ${max.toLocaleString("en")}.`)
        .nullable(),
    );
}
