import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { AppError } from "#lib/base/index.ts";
import { type UserActor, userActor } from "#lib/services/audit/index.ts";
import type { PersonAtSession } from "#lib/services/identity/index.ts";
import { findMembership, type Membership } from "#lib/services/organizations/index.ts";
import { auth } from "./auth.ts";

/** A person, and what they do in their own name, in the session that asks. */
export interface CurrentPerson extends PersonAtSession {
  readonly actor: UserActor;
}

/** Whoever is at this session, asked once a request; also while it is only half open. */
const atSession = cache(async (): Promise<CurrentPerson | null> => {
  const session = await auth();
  const { user, sessionId, hasSecondFactor, halfOpen } = session ?? {};
  if (!user?.id || !user.email || !sessionId) return null;
  return {
    id: user.id,
    email: user.email,
    name: user.name ?? null,
    hasSecondFactor: hasSecondFactor === true,
    halfOpen: halfOpen !== false,
    actor: userActor(user.id, null, sessionId),
  };
});

/**
 * Who is signed in: all of the way, with their second factor. Everything that a session opens asks
 * here, so that one which waits for its second factor opens nothing.
 */
export async function currentPerson(): Promise<CurrentPerson | null> {
  const person = await atSession();
  return person?.halfOpen ? null : person;
}

/** Who has signed in but for their second factor. Only the page that asks for it may know. */
export async function personHalfIn(): Promise<CurrentPerson | null> {
  const person = await atSession();
  return person?.halfOpen ? person : null;
}

/** Leads whoever is half in to the page that asks for their second factor, and then to `returnTo`. */
export async function leadOnHalfIn(returnTo: string): Promise<void> {
  if (await personHalfIn()) redirect(`/second-factor?${new URLSearchParams({ returnTo })}`);
}

/** The session that asks. Empty where nobody is signed in, which is no session's id. */
export async function currentSessionId(): Promise<string> {
  return (await currentPerson())?.actor.sessionId ?? "";
}

/** The person signed in; anyone else is sent to the sign-in page and comes back to `returnTo`. */
export async function requirePerson(returnTo: string): Promise<CurrentPerson> {
  await leadOnHalfIn(returnTo);
  return (await currentPerson()) ?? redirect(`/sign-in?${new URLSearchParams({ returnTo })}`);
}

/** Whoever can prove now that it is them: signed in all of the way, or but for the second factor. */
export async function requireAtSession(): Promise<CurrentPerson> {
  return (await atSession()) ?? redirect("/sign-in");
}

export interface Current extends Membership {
  readonly person: CurrentPerson;
  readonly actor: UserActor;
}

const membershipOf = cache(findMembership);

/**
 * The person and their part in the organization of this slug. An organization of others looks the
 * same as one that does not exist; one that asks for a second factor opens to nobody without one.
 */
export async function requireMember(slug: string): Promise<Current> {
  const person = await requirePerson(`/o/${slug}`);
  const current = await memberOf(person, slug);
  if (current === null) notFound();
  if (lacksFactor(current)) {
    redirect(`/account/security?${new URLSearchParams({ organization: slug })}`);
  }
  return current;
}

/** The same for what answers a program and no page: throws where a page would lead elsewhere. */
export async function requireMemberOfRoute(slug: string): Promise<Current> {
  const person = await currentPerson();
  if (person === null) throw new AppError("unauthenticated", "Sign in to see this.");
  const current = await memberOf(person, slug);
  if (current === null) throw new AppError("not_found", "There is nothing here.");
  if (lacksFactor(current)) {
    throw new AppError("forbidden", "This organization asks its members for a second factor.");
  }
  return current;
}

async function memberOf(person: CurrentPerson, slug: string): Promise<Current | null> {
  const membership = await membershipOf(person.id, slug);
  if (membership === null) return null;
  const actor = userActor(person.id, membership.organization.id, person.actor.sessionId);
  return { ...membership, person, actor };
}

function lacksFactor({ organization, person }: Current): boolean {
  return organization.requiresSecondFactor && !person.hasSecondFactor;
}
