import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireMember } from "#app/_server/current.ts";
import { shown } from "#app/_server/problem.ts";
import { ChooseRepositories } from "#components/settings/choose-repositories.tsx";
import { SettingsLayout } from "#components/settings/settings-layout.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { Panel, PanelHeader } from "#components/ui/panel.tsx";
import { EmptyState, ErrorState } from "#components/ui/states.tsx";
import { Count } from "#components/ui/status.tsx";
import { may } from "#lib/services/audit/index.ts";
import { listConnections, listReachable } from "#lib/services/connections/index.ts";
import { settingsLinks } from "../../links.ts";
import { chooseAction } from "../actions.ts";

export const metadata: Metadata = { title: "Choose repositories" };

export default async function ChoosePage({
  params,
}: {
  params: Promise<{ organization: string; id: string }>;
}) {
  const { organization: slug, id } = await params;
  const { organization, role } = await requireMember(slug);
  const connection = (await listConnections(organization.id)).find((one) => one.id === id);
  if (connection === undefined) notFound();
  const base = `/o/${slug}`;
  const mayChoose = may(role, "repository.connect");
  const reached = mayChoose
    ? await reachable(organization.id, id)
    : { problem: "Choosing needs the role admin. Ask an admin of the organization." };
  return (
    <ConsolePage
      crumbs={[
        { label: "Settings", href: `${base}/settings` },
        { label: "Connections", href: `${base}/settings/connections` },
        { label: connection.name },
      ]}
    >
      <SettingsLayout links={settingsLinks(slug, "/connections")}>
        <PageHead
          title="Choose repositories"
          lede={`What ${connection.name} reaches. Etna looks at those you choose, and at no other.`}
        />
        {"problem" in reached ? (
          <ErrorState title="The repositories could not be listed." text={reached.problem} />
        ) : reached.repositories.length === 0 ? (
          <EmptyState
            title="It reaches no repository."
            text="Give it access to some on the forge, then reload this page."
          />
        ) : (
          <Panel aria-labelledby="h-reachable">
            <PanelHeader
              id="h-reachable"
              title="Repositories"
              beside={<Count value={reached.repositories.length} />}
            />
            <ChooseRepositories
              repositories={reached.repositories}
              choose={chooseAction.bind(null, slug, id)}
            />
          </Panel>
        )}
      </SettingsLayout>
    </ConsolePage>
  );
}

/** The forge may be away, or have taken the credential back: then the page says so. */
async function reachable(organizationId: string, connectionId: string) {
  try {
    const repositories = await listReachable(organizationId, connectionId);
    return {
      repositories: repositories.map(({ fullName, ...one }) => ({ ...one, name: fullName })),
    };
  } catch (error) {
    return { problem: shown(error).message };
  }
}
