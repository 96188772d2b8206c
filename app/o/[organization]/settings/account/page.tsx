import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import type { Query } from "#app/_server/query.ts";
import { signInProblem } from "#app/_server/sign-in-problems.ts";
import { ConnectedAccounts } from "#components/account/connected-accounts.tsx";
import { NameForm } from "#components/settings/name-form.tsx";
import { Panel, PanelHeader } from "#components/ui/panel.tsx";
import { listAccounts, signInProviders } from "#lib/services/identity/index.ts";
import { renamePersonAction } from "../actions.ts";
import { SettingsPage } from "../settings-page.tsx";
import { connectAccountAction, disconnectAccountAction } from "./actions.ts";

export const metadata: Metadata = { title: "You" };

export default async function AccountPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Query>;
}) {
  const { organization: slug } = await params;
  const { organization, person } = await requireMember(slug);
  const accounts = await listAccounts(person.id);
  return (
    <SettingsPage
      organization={organization}
      path="/account"
      lede={`Signed in as ${person.email}.`}
    >
      <Panel aria-labelledby="h-you">
        <PanelHeader id="h-you" title="How others see you" />
        <NameForm
          name={person.name ?? ""}
          label="Your name"
          hint="It stands in the statements you approve, where the organization shows names. Your address never does."
          save={renamePersonAction.bind(null, slug)}
        />
      </Panel>
      <ConnectedAccounts
        email={person.email}
        problem={signInProblem(await searchParams)}
        accounts={signInProviders().map(({ id, name, url }) => {
          const found = accounts.find(({ issuer }) => issuer === url);
          return {
            provider: id,
            name,
            ...(found && {
              account: {
                id: found.id,
                label: found.label,
                since: found.linkedAt.toISOString(),
              },
            }),
          };
        })}
        connect={connectAccountAction.bind(null, slug)}
        disconnect={disconnectAccountAction.bind(null, slug)}
      />
    </SettingsPage>
  );
}
