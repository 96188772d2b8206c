import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { requirePerson } from "#app/_server/current.ts";
import type { Query } from "#app/_server/query.ts";
import { NewOrganizationCard } from "#components/account/welcome.tsx";
import { listMemberships } from "#lib/services/organizations/index.ts";
import { createOrganizationAction } from "./actions.ts";

export const metadata: Metadata = { title: "Welcome" };

/** Leads to the console, or to naming the first organization; `?new` asks for another one. */
export default async function WelcomePage({ searchParams }: { searchParams: Promise<Query> }) {
  const person = await requirePerson("/welcome");
  const [first] = await listMemberships(person.id);
  if (first && (await searchParams).new === undefined) redirect(`/o/${first.organization.slug}`);
  return (
    <NewOrganizationCard create={createOrganizationAction} person={person.name ?? undefined} />
  );
}
