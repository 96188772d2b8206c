import { signInSettings } from "#lib/services/identity/index.ts";

/** The whole public address of a path of this installation, to be copied and mailed. */
export function publicAddress(path: string): string {
  return signInSettings().publicUrl + path;
}
