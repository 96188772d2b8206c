import type { ReactNode } from "react";
import { signOut } from "#app/_server/auth.ts";
import { requireMember } from "#app/_server/current.ts";
import { connectedRepositories, fixesToReview, openFindings } from "#app/_server/once-a-request.ts";
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
  const [memberships, findings, runs, fixesWaiting, repositories, log, waiting] = await Promise.all(
    [
      listMemberships(person.id),
      openFindings(organization.id),
      countRunsUnderWay(organization.id),
      fixesToReview(organization.id),
      connectedRepositories(organization.id),
      readLogStatus(),
      listFixes(organization.id, { states: ["proposed"], limit: 5 }),
    ],
  );
  const needs: PaletteGroup = {
    title: "Needs a person",
    items: waiting.map((fix) => ({
      id: fix.id,
      label: `Approve: ${fix.title}`,
      hint: fix.repository,
      icon: "person",
      href: `/o/${slug}/fixes/${fix.id}`,
    })),
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
        counts: { findings: findings.open, runs, fixesWaiting, repositories: repositories.length },
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
