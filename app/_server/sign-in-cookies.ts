import { cookies } from "next/headers";
import { linkValidForMs, newBrowserSecret } from "#lib/services/identity/index.ts";
import { returnPath } from "./return-path.ts";

export const cookieOptions = { httpOnly: true, sameSite: "lax", path: "/", secure: true } as const;
export const browserCookie = "__Host-etna-browser";
const connectCookie = "__Host-etna-connect";
const connectWithinSeconds = 10 * 60;

/** The secret of this browser, made when there is none: links it asks for work nowhere else. */
export async function keepBrowserSecret(): Promise<string> {
  const jar = await cookies();
  const secret = jar.get(browserCookie)?.value ?? newBrowserSecret();
  jar.set(browserCookie, secret, { ...cookieOptions, maxAge: linkValidForMs / 1000 });
  return secret;
}

export async function browserSecret(): Promise<string | undefined> {
  return (await cookies()).get(browserCookie)?.value;
}

/** What somebody wanted who set out to connect an account: who they were, and where they come back to. */
export interface ConnectIntent {
  readonly personId: string;
  readonly returnTo: string;
}

/** Remembers that this person, and nobody who happens to be signed in, asked to connect an account. */
export async function keepConnectIntent({ personId, returnTo }: ConnectIntent): Promise<void> {
  const value = `${personId} ${returnTo}`;
  (await cookies()).set(connectCookie, value, { ...cookieOptions, maxAge: connectWithinSeconds });
}

/** Reads the intent and forgets it: it counts for one return from a provider. */
export async function takeConnectIntent(): Promise<ConnectIntent | null> {
  const jar = await cookies();
  const [personId, path] = jar.get(connectCookie)?.value.split(" ") ?? [];
  if (!personId || !path) return null;
  // A cookie of this prefix is let go of only by one that has all of its attributes.
  jar.set(connectCookie, "", { ...cookieOptions, maxAge: 0 });
  return { personId, returnTo: returnPath(path) };
}
