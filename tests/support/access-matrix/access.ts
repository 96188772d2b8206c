import { type Role, roleAtLeast, type TokenScope } from "#lib/services/audit/index.ts";
import type { Canary } from "./words.ts";

export interface SignedIn {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** Who asks: what they present, and what it is worth. */
export interface Caller {
  readonly name: string;
  /** What is sent with each request: a cookie, a token, or nothing. */
  readonly headers: Readonly<Record<string, string>>;
  /** Present while a session lives. */
  readonly person?: SignedIn;
  readonly sessionId?: string;
  /** Present while a token works: what it was made for, and may still do. */
  readonly scopes?: readonly TokenScope[];
  readonly house?: "A" | "B";
  readonly role?: Role;
  /** Who a session belongs to that waits for its second factor: it tells them who they are, no more. */
  readonly halfIn?: string;
  /** True where they last proved so long ago that it is them that it no longer counts. */
  readonly stale?: true;
}

/**
 * Who may: anyone, whoever is signed in, only or also while the second factor is missing, a member from this
 * role on, a token with this scope, or nobody.
 */
export type Access =
  | "anyone"
  | "signedIn"
  | "halfIn"
  | "atSession"
  | Role
  | { readonly scope: TokenScope }
  | "nobody";

/** What a thing asks of whoever wants it. */
export interface Asked {
  readonly may: Access;
  /** Also a proof of presence of the last fifteen minutes. */
  readonly fresh?: true;
  /** Whoever has not shown their second factor is led to it first. */
  readonly whole?: true;
}

export function mayReach({ may: access, fresh, whole }: Asked, caller: Caller): boolean {
  if (whole && caller.halfIn) return false;
  if (fresh && caller.stale) return false;
  if (access === "anyone") return true;
  if (access === "nobody") return false;
  if (access === "halfIn") return caller.halfIn !== undefined;
  if (access === "atSession") return (caller.person?.id ?? caller.halfIn) !== undefined;
  if (access === "signedIn") return caller.person !== undefined;
  if (caller.house !== "A") return false;
  if (typeof access === "object") return caller.scopes?.includes(access.scope) ?? false;
  return caller.person !== undefined && roleAtLeast(caller.role ?? "viewer", access);
}

/** Whether what a word stands for is theirs to read, by one way or another. */
export function mayRead({ audience, personId }: Canary, caller: Caller): boolean {
  if (personId !== undefined && personId === (caller.person?.id ?? caller.halfIn)) return true;
  return caller.house === audience;
}
