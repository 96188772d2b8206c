import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import { ModelChoices } from "#components/settings/model-choices.tsx";
import { ModelKeys } from "#components/settings/model-keys.tsx";
import { SettingsLayout } from "#components/settings/settings-layout.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { may } from "#lib/services/audit/index.ts";
import {
  checkedWith,
  knownModels,
  listModelKeys,
  modelProviders,
  nameOfProvider,
  scriptAddress,
} from "#lib/services/model-keys/index.ts";
import { settingsLinks } from "../links.ts";
import {
  addKeyAction,
  budgetAction,
  checkKeyAction,
  chooseAction,
  clearChoiceAction,
  deleteKeyAction,
  rotateKeyAction,
} from "./actions.ts";
import { choiceRows, keyRow } from "./rows.ts";
import { tryScriptAction } from "./try-script.ts";

export const metadata: Metadata = { title: "Model keys" };

export default async function ModelKeysPage({
  params,
}: {
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const { organization, role } = await requireMember(slug);
  const list = await listModelKeys(organization.id);
  const mayChange = may(role, "model_key.create");
  const base = `/o/${slug}`;
  return (
    <ConsolePage
      crumbs={[
        { label: organization.name, href: base },
        { label: "Settings", href: `${base}/settings` },
        { label: "Model keys" },
      ]}
    >
      <SettingsLayout links={settingsLinks(slug, "/model-keys")}>
        <PageHead
          title="Model keys"
          lede={
            mayChange
              ? "Your own keys, your own bill. Rules need none; what no rule can fix goes to the model you choose."
              : "With which models Etna works for you. Changing it needs the role admin."
          }
        />
        <ModelKeys
          keys={list.keys.map(keyRow)}
          providers={modelProviders.map((id) => ({
            id,
            name: nameOfProvider(id),
            checkedWith: checkedWith(id),
          }))}
          tryScript={
            mayChange && scriptAddress() !== null ? tryScriptAction.bind(null, slug) : null
          }
          actions={
            mayChange
              ? {
                  add: addKeyAction.bind(null, slug),
                  rotate: rotateKeyAction.bind(null, slug),
                  check: checkKeyAction.bind(null, slug),
                  budget: budgetAction.bind(null, slug),
                  remove: deleteKeyAction.bind(null, slug),
                }
              : undefined
          }
        />
        <ModelChoices
          rows={choiceRows(list)}
          keys={list.keys.map(({ id, name }) => ({ id, name }))}
          knownModels={knownModels()}
          actions={
            mayChange
              ? {
                  choose: chooseAction.bind(null, slug),
                  clear: clearChoiceAction.bind(null, slug),
                }
              : undefined
          }
        />
      </SettingsLayout>
    </ConsolePage>
  );
}
