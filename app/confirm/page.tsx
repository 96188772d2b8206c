import type { Metadata } from "next";
import { requirePerson } from "#app/_server/current.ts";
import { proofActions, proofMethods } from "#app/_server/proof-actions.ts";
import type { Query } from "#app/_server/query.ts";
import { returnPath } from "#app/_server/return-path.ts";
import { ConfirmByFactorCard, ConfirmBySignInCard } from "#components/second-factor/cards.tsx";
import { listAccounts, signInProviders } from "#lib/services/identity/index.ts";
import { signInAction } from "../sign-in/actions.ts";
import { providerChoice } from "../sign-in/provider-choice.ts";

export const metadata: Metadata = { title: "Confirm that it is you" };

/** A proof of presence for what is dangerous: by a factor, or, without one, by signing in anew. */
export default async function ConfirmPage({ searchParams }: { searchParams: Promise<Query> }) {
  const next = returnPath((await searchParams).returnTo);
  const person = await requirePerson(next);
  if (person.hasSecondFactor) {
    return (
      <ConfirmByFactorCard actions={proofActions(next)} methods={await proofMethods(person.id)} />
    );
  }
  const connected = new Set((await listAccounts(person.id)).map(({ issuer }) => issuer));
  const mine = new Set<string>(
    signInProviders()
      .filter(({ url }) => connected.has(url))
      .map(({ id }) => id),
  );
  const { providers, signInWith } = providerChoice();
  return (
    <ConfirmBySignInCard
      email={person.email}
      signIn={signInAction}
      choice={{ providers: providers.filter(({ id }) => mine.has(id)), signInWith }}
      next={next}
    />
  );
}
