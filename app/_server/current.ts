import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { type UserActor, userActor } from "#lib/services/audit/index.ts";
import type { Person } from "#lib/services/identity/index.ts";
import { findMembership, type Membership } from "#lib/services/organizations/index.ts";
import { auth } from "./auth.ts";

/** Who is signed in, asked once a request. */
export const currentPerson = cache(async (): Promise<Person | null> => {
  const user = (await auth())?.user;
  if (!user?.id || !user.email) return null;
  return { id: user.id, email: user.email, name: user.name ?? null };
});

/** The session that asks. Empty where nobody is signed in, which is no session's id. */
export async function currentSessionId(): Promise<string> {
  return (await auth())?.sessionId ?? "";
}

/** The person signed in; anyone else is sent to the sign-in page and comes back to `returnTo`. */
export async function requirePerson(returnTo: string): Promise<Person> {
  return (await currentPerson()) ?? redirect(`/sign-in?${new URLSearchParams({ returnTo })}`);
}

export interface Current extends Membership {
  readonly person: Person;
  readonly actor: UserActor;
}

const membershipOf = cache(findMembership);

/**
 * The person and their part in the organization of this slug. An organization of others looks the
 * same as one that does not exist.
 */
export async function requireMember(slug: string): Promise<Current> {
  const person = await requirePerson(`/o/${slug}`);
  const membership = await membershipOf(person.id, slug);
  if (membership === null) notFound();
  return { ...membership, person, actor: userActor(person.id, membership.organization.id) };
}
