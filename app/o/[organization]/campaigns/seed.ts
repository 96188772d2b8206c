import { z } from "zod";

/** What all chance of a plan comes from, as a person types it. */
export const seedText = z
  .string()
  .trim()
  .regex(/^[\w.-]{1,64}$/, "A seed is letters, digits, dots and dashes.");
