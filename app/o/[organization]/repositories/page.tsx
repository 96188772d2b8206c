import type { Metadata } from "next";
import Link from "next/link";
import { requireMember } from "#app/_server/current.ts";
import { connectedRepositories } from "#app/_server/once-a-request.ts";
import { FirstSteps } from "#components/account/welcome.tsx";
import { ConnectForm } from "#components/repositories/connect-form.tsx";
import { RepositoriesList } from "#components/repositories/repositories-list.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { Panel, PanelHeader } from "#components/ui/panel.tsx";
import { may } from "#lib/services/audit/index.ts";
import { hasSampleForge } from "#lib/services/connections/index.ts";
import { allowedPaths } from "#lib/services/repositories/index.ts";
import { connectAction, trySampleAction, trySampleForgeAction } from "./actions.ts";

const forgeNames = { local: "This machine", github: "GitHub", gitlab: "GitLab" } as const;

export const metadata: Metadata = { title: "Repositories" };

export default async function RepositoriesPage({
  params,
}: {
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const { organization, role } = await requireMember(slug);
  const base = `/o/${slug}`;
  const repositories = await connectedRepositories(organization.id);
  const mayConnect = may(role, "repository.connect");
  const connect = connectAction.bind(null, slug);
  const trySample = trySampleAction.bind(null, slug);
  const folders = await allowedPaths(organization.id);
  const connections = `${base}/settings/connections`;
  const none = repositories.length === 0;
  return (
    <ConsolePage crumbs={[{ label: organization.name, href: base }, { label: "Repositories" }]}>
      <PageHead
        title="Repositories"
        lede={none ? "None is connected yet." : "What Etna reads, and proposes fixes for."}
      >
        {mayConnect && !none && !repositories.some((repository) => repository.sample) && (
          <ActionButton action={trySample} working="Making the copy…">
            Add the sample repository
          </ActionButton>
        )}
      </PageHead>
      {none && mayConnect && (
        <FirstSteps
          trySample={trySample}
          trySampleForge={hasSampleForge() ? trySampleForgeAction.bind(null, slug) : null}
          connect={connect}
          allowedPaths={folders}
          connections={connections}
        />
      )}
      {none && !mayConnect && (
        <p className="text-fg-muted">An admin of {organization.name} can connect one.</p>
      )}
      {!none && (
        <RepositoriesList
          repositories={repositories.map((repository) => ({
            id: repository.id,
            href: `${base}/repositories/${repository.id}`,
            name: repository.name,
            forge: repository.sample ? "Sample" : forgeNames[repository.forge],
            trouble: repository.stateReason,
            defaultBranch: repository.defaultBranch,
            openFindings: repository.openFindings,
            fixesWaiting: repository.openFixes,
            ...(repository.scannedAt && { lastScanAt: repository.scannedAt.toISOString() }),
          }))}
        />
      )}
      {!none && mayConnect && (
        <Panel aria-labelledby="h-connect">
          <PanelHeader id="h-connect" title="Connect a repository">
            <Link href={connections} className="link">
              From GitHub or GitLab
            </Link>
          </PanelHeader>
          <div className="p-4">
            <ConnectForm connect={connect} allowedPaths={folders} />
          </div>
        </Panel>
      )}
    </ConsolePage>
  );
}
