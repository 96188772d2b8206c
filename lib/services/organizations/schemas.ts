import { z } from "zod";
import { isVisibleLine } from "#lib/base/index.ts";
import { roles } from "#lib/services/audit/index.ts";

export const organizationName = z
  .string()
  .trim()
  .min(2, "Give it at least two letters.")
  .max(60)
  .refine(isVisibleLine, "It holds a character that cannot be seen.");
export const emailAddress = z
  .email("This is not an e-mail address.")
  .max(254)
  .transform((text) => text.toLowerCase());
export const role = z.enum(roles);
/** Ownership is not handed out by mail. */
export const invitedRole = role.exclude(["owner"]);

/** How many proposed fixes may wait in one repository at a time. */
export const openFixBudget = z.coerce.number().int().min(1, "At least one.").max(200);

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write a time like 22:00.");

/** Hours of the day in which nothing is opened; they may span midnight. */
export const quietHours = z
  .object({
    from: timeOfDay,
    to: timeOfDay,
    /** IANA name, such as Europe/Berlin. */
    timeZone: z.string().refine(isTimeZone, "This is no time zone, such as Europe/Berlin."),
  })
  .refine(({ from, to }) => from !== to, "Let them end at another time than they begin.");

export type QuietHours = z.infer<typeof quietHours>;

function isTimeZone(name: string): boolean {
  return name === "UTC" || Intl.supportedValuesOf("timeZone").includes(name);
}
