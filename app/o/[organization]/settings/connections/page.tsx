import type { Metadata } from "next";
import { connectProblem } from "#app/_server/connect-return.ts";
import { requireMember } from "#app/_server/current.ts";
import type { Query } from "#app/_server/query.ts";
import { ConnectForge } from "#components/settings/connect-forge.tsx";
import { Connections } from "#components/settings/connections.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { may } from "#lib/services/audit/index.ts";
import {
  githubServers,
  gitlabApplicationHost,
  hasSampleForge,
  hostName,
  listConnections,
  listWaitingApps,
} from "#lib/services/connections/index.ts";
import { trySampleForgeAction } from "../../repositories/actions.ts";
import { SettingsPage } from "../settings-page.tsx";
import {
  checkAction,
  endAction,
  githubAppAction,
  gitlabOauthAction,
  tokenAction,
  webhookAction,
} from "./actions.ts";
import { connectionRow } from "./rows.ts";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Query>;
}) {
  const { organization: slug } = await params;
  const { organization, role } = await requireMember(slug);
  const query = await searchParams;
  const base = `/o/${slug}`;
  const [connections, waiting] = await Promise.all([
    listConnections(organization.id),
    listWaitingApps(organization.id),
  ]);
  const mayConnect = may(role, "connection.create");
  const problem = connectProblem(query);
  const gitlab = gitlabApplicationHost();
  return (
    <SettingsPage
      organization={organization}
      path="/connections"
      lede={
        mayConnect
          ? "What Etna may reach, and with whose credentials. Everything here can be taken back."
          : "What Etna may reach. Changing it needs the role admin."
      }
    >
      {problem !== undefined && (
        <div role="alert">
          <FieldError>{problem}</FieldError>
        </div>
      )}
      {query.waiting !== undefined && (
        <p className="text-fg-muted">
          GitHub has asked an owner to install the App. It appears here once they have.
        </p>
      )}
      <Connections
        connections={connections.map((connection) => connectionRow(base, connection))}
        waiting={mayConnect ? waiting : []}
        actions={
          mayConnect
            ? {
                check: checkAction.bind(null, slug),
                end: endAction.bind(null, slug),
                webhook: webhookAction.bind(null, slug),
              }
            : undefined
        }
      />
      {mayConnect && (
        <ConnectForge
          servers={githubServers().map((url) => ({ url, name: hostName(url) }))}
          gitlab={gitlab === null ? null : hostName(gitlab)}
          app={githubAppAction.bind(null, slug)}
          oauth={gitlabOauthAction.bind(null, slug)}
          token={tokenAction.bind(null, slug)}
          sample={hasSampleForge() ? trySampleForgeAction.bind(null, slug) : null}
        />
      )}
    </SettingsPage>
  );
}
