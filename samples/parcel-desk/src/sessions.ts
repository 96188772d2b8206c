import { timingSafeEqual } from "node:crypto";

const pins = new Map(Object.entries(JSON.parse(process.env.CLERK_PINS ?? "{}") as object));
const sessions = new Map<string, string>();

/** A new session for the clerk, or null when the PIN is wrong. */
export function signIn(clerk: string, pin: string): string | null {
  const known = Buffer.from(String(pins.get(clerk) ?? ""));
  const given = Buffer.from(pin);
  if (known.length === 0 || known.length !== given.length) return null;
  if (!timingSafeEqual(known, given)) return null;
  const sessionId = Math.random().toString(36).slice(2);
  sessions.set(sessionId, clerk);
  return sessionId;
}

export function clerkOf(cookie: string | undefined): string | null {
  const id = /(?:^|;\s*)desk=([^;]+)/.exec(cookie ?? "")?.[1];
  return sessions.get(id ?? "") ?? null;
}
