import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { personHalfIn, requirePerson } from "#app/_server/current.ts";
import { proofActions, proofMethods } from "#app/_server/proof-actions.ts";
import type { Query } from "#app/_server/query.ts";
import { returnPath } from "#app/_server/return-path.ts";
import { SecondFactorCard } from "#components/second-factor/cards.tsx";
import { leaveAction } from "./actions.ts";

export const metadata: Metadata = { title: "Second factor" };

/** Between signing in and everything else, for whoever has a second factor. */
export default async function SecondFactorPage({ searchParams }: { searchParams: Promise<Query> }) {
  const next = returnPath((await searchParams).returnTo);
  const person = await personHalfIn();
  if (person === null) {
    await requirePerson(next);
    redirect(next);
  }
  return (
    <SecondFactorCard
      email={person.email}
      actions={proofActions(next)}
      methods={await proofMethods(person.id)}
      leave={leaveAction}
    />
  );
}
