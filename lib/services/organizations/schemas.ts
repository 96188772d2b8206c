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
