import { SettingRow } from "../settings/setting-row.tsx";
import { ActionButton } from "../ui/action-button.tsx";
import { FieldError } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";

export interface ConnectedAccount {
  readonly provider: string;
  readonly name: string;
  /** Absent where none is connected. */
  readonly account?: { readonly id: string; readonly label: string; readonly since: string };
}

/** The form of `connect` carries `provider`, that of `disconnect` `accountId`. */
export function ConnectedAccounts({
  accounts,
  email,
  problem,
  connect,
  disconnect,
}: {
  accounts: readonly ConnectedAccount[];
  email: string;
  problem: string | undefined;
  connect: FormAction;
  disconnect: FormAction;
}) {
  return (
    <Panel aria-labelledby="h-sign-in">
      <PanelHeader id="h-sign-in" title="How you sign in" />
      {problem && (
        <div role="alert" className="border-line border-b px-4 py-3 max-narrow:px-3">
          <FieldError>{problem}</FieldError>
        </div>
      )}
      <SettingRow title="A link by mail" text={`Sent to ${email}. It always works.`}>
        <span className="text-fg-subtle text-xs">Always on</span>
      </SettingRow>
      {accounts.map(({ provider, name, account }) => (
        <SettingRow
          key={provider}
          title={name}
          text={
            account ? (
              <>
                {account.label}, connected <Time at={account.since} />
              </>
            ) : (
              `Sign in with your ${name} account as well.`
            )
          }
        >
          {account ? (
            <ActionButton
              action={disconnect}
              values={{ accountId: account.id }}
              size="sm"
              working="Disconnecting…"
            >
              Disconnect<span className="sr-only"> {name}</span>
            </ActionButton>
          ) : (
            <ActionButton action={connect} values={{ provider }} size="sm" working={`To ${name}…`}>
              Connect<span className="sr-only"> {name}</span>
            </ActionButton>
          )}
        </SettingRow>
      ))}
    </Panel>
  );
}
