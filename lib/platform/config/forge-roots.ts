import { isAbsolute } from "node:path";
import { z } from "zod";
import type { SignUpPolicy } from "./sign-in.ts";

/** A folder below which repositories may be connected. */
export interface ForgeRoot {
  readonly path: string;
  /** The one organization that may, by its slug; null for every one. */
  readonly slug: string | null;
}

/** Reads `/srv/git` and `acme=/srv/acme`. */
export const forgeRoot = z.string().transform((text, context): ForgeRoot => {
  const [, slug = null, path = text] = /^([a-z0-9-]{1,64})=(.*)$/s.exec(text) ?? [];
  if (isAbsolute(path)) return { path, slug };
  context.addIssue("must be whole paths, each for all or for one organization: slug=/srv/git");
  return z.NEVER;
});

/** True for an address that only this machine can reach. */
export function isLoopback(url: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}

/**
 * True where a folder for every organization would be anyone's: whoever reaches this installation
 * may sign up and make an organization. Such folders are then no one's.
 */
export function refusesSharedRoots(settings: {
  readonly publicUrl: string;
  readonly ETNA_SIGN_UP: SignUpPolicy;
}): boolean {
  return settings.ETNA_SIGN_UP.kind === "open" && !isLoopback(settings.publicUrl);
}
