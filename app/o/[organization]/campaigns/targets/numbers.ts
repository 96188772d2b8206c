import { z } from "zod";

/** What a person types as a count. */
export const wholeNumber = z
  .string()
  .trim()
  .regex(/^\d{1,9}$/, "A whole number.")
  .transform(Number);

/** A share, typed in percent. */
export const percentage = z
  .string()
  .trim()
  .regex(/^\d{1,3}(?:\.\d{1,2})?$/, "A number from 0 to 100.")
  .transform(Number)
  .refine((value) => value <= 100, "A number from 0 to 100.")
  .transform((value) => Math.round(value * 100) / 10_000);
