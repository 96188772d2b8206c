import { z } from "zod";
import { isVisibleLine } from "#lib/base/index.ts";
import { type Role, type TokenScope, tokenScopes } from "#lib/services/audit/index.ts";

export const tokenLifetimesDays = [30, 90, 365] as const;

export const tokenRequest = z.object({
  name: z
    .string()
    .trim()
    .min(2, "Give it at least two letters.")
    .max(60)
    .refine(isVisibleLine, "It holds a character that cannot be seen."),
  scopes: z
    .array(z.enum(tokenScopes))
    .min(1, "Choose what it may do.")
    .transform((scopes) => tokenScopes.filter((scope) => scopes.includes(scope))),
  days: z.coerce.number().pipe(
    z.union(
      tokenLifetimesDays.map((days) => z.literal(days)),
      "Choose how long it lives.",
    ),
  ),
});

export type TokenRequest = z.infer<typeof tokenRequest>;

/** The least role that the scopes need: never more than developer. */
export function roleOf(scopes: readonly TokenScope[]): Role {
  return scopes.some((scope) => scope !== "read") ? "developer" : "viewer";
}
