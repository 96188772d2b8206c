import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { readConnectFlow } from "#app/_server/connect-flow.ts";
import { requireMember } from "#app/_server/current.ts";
import { ManifestCard } from "#components/settings/manifest-card.tsx";
import { githubAppForm, hostName } from "#lib/services/connections/index.ts";

export const metadata: Metadata = { title: "On to GitHub" };

/** Hands the App's manifest to GitHub by the browser, as GitHub wants it. */
export default async function ManifestPage() {
  const flow = await readConnectFlow("github");
  if (flow === null) notFound();
  const { organization, person } = await requireMember(flow.slug);
  if (person.id !== flow.personId) notFound();
  const { action, manifest } = await githubAppForm(organization.id, flow, flow.owner);
  return <ManifestCard action={action} manifest={manifest} host={hostName(flow.host)} />;
}
