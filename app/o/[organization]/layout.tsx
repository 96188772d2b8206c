import type { ReactNode } from "react";
import { signOut } from "#app/_server/auth.ts";
import { requireMember } from "#app/_server/current.ts";
import {
  attackTargets,
  connectedRepositories,
  fixesToReview,
  gatesToSee,
  openFindings,
} from "#app/_server/once-a-request.ts";
import { proofActions } from "#app/_server/proof-actions.ts";
import { ConfirmProvider } from "#components/second-factor/confirm-provider.tsx";
import { ConsoleShell } from "#components/shell/console-shell.tsx";
import type { PaletteGroup } from "#components/shell/view.ts";
import { listFixes } from "#lib/services/fixes/index.ts";
import { listMemberships } from "#lib/services/organizations/index.ts";
import { readLogStatus } from "#lib/services/provenance/index.ts";
import { countRunsUnderWay } from "#lib/services/runs/index.ts";
import { searchAction } from "./search.ts";

export default async function ConsoleLayout({
  params,
  children,
}: {
  params: Promise<{ organization: string }>;
  children: ReactNode;
}) {
  const { organization: slug } = await params;
  const { organization, person, role } = await requireMember(slug);
  const [memberships, findings, runs, fixesWaiting, repositories, log, waiting, targets, gates] =
    await Promise.all([
      listMemberships(person.id),
      openFindings(organization.id),
      countRunsUnderWay(organization.id),
      fixesToReview(organization.id),
      connectedRepositories(organization.id),
      readLogStatus(),
      listFixes(organization.id, { states: ["proposed"], limit: 5 }),
      attackTargets(organization.id),
      gatesToSee(organization.id),
    ]);
  const needs: PaletteGroup = {
    title: "Needs a person",
    items: [
      ...waiting.map((fix) => ({
        id: fix.id,
        label: `Approve: ${fix.title}`,
        hint: fix.repository,
        icon: "person" as const,
        href: `/o/${slug}/fixes/${fix.id}`,
      })),
      ...gates.slice(0, 5).map(({ campaign }) => ({
        id: campaign.id,
        label: `The gate failed: ${campaign.target}`,
        hint: `Campaign ${campaign.number}`,
        icon: "person" as const,
        href: `/o/${slug}/campaigns/${campaign.id}`,
      })),
    ],
  };
  const actions: PaletteGroup = {
    title: "Do",
    items: [
      {
        id: "connect",
        label: "Connect a repository",
        icon: "add",
        href: `/o/${slug}/repositories`,
      },
      ...repositories.map((repository) => ({
        id: repository.id,
        label: `Scan ${repository.name}`,
        icon: "scan" as const,
        href: `/o/${slug}/repositories/${repository.id}`,
      })),
      {
        id: "add-target",
        label: "Add a target",
        hint: "An agent to attack",
        icon: "add",
        href: `/o/${slug}/campaigns/targets/new`,
      },
      ...targets.map((target) => ({
        id: target.id,
        label: `Start a campaign against ${target.name}`,
        icon: "campaigns" as const,
        href: `/o/${slug}/campaigns/targets/${target.id}/start`,
      })),
      {
        id: "invite",
        label: "Invite a member",
        icon: "members",
        href: `/o/${slug}/settings/members`,
      },
    ],
  };
  return (
    <ConsoleShell
      view={{
        organization: { name: organization.name, slug },
        organizations: memberships.map(({ organization: { name, slug } }) => ({ name, slug })),
        user: { name: person.name ?? person.email, email: person.email, role },
        counts: {
          findings: findings.open,
          runs,
          fixesWaiting,
          gatesFailed: gates.length,
          repositories: repositories.length,
        },
        log: { size: log.size, at: log.lastEntryAt?.toISOString() ?? null },
      }}
      groups={[needs, actions].filter((group) => group.items.length > 0)}
      search={searchAction.bind(null, slug)}
      signOut={leave}
    >
      <ConfirmProvider actions={proofActions(null)}>{children}</ConfirmProvider>
    </ConsoleShell>
  );
}

async function leave(): Promise<void> {
  "use server";
  await signOut({ redirectTo: "/" });
}
