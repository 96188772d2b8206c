import { ProviderMark } from "../account/provider-mark.tsx";
import { ActionButton } from "../ui/action-button.tsx";
import { ButtonLink } from "../ui/button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Status } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { ConnectionGrants, type GrantsView } from "./connection-grants.tsx";
import { EndConnection } from "./end-connection.tsx";
import { MakeWebhook } from "./make-webhook.tsx";

export interface ConnectionRow extends GrantsView {
  readonly id: string;
  /** "halden on github.com". */
  readonly name: string;
  /** "An App of your own", "A token ending in 9fQa". */
  readonly by: string;
  readonly href: string;
  readonly state: "active" | "suspended" | "revoked";
  readonly stateReason: string | null;
  readonly checkedAt: string | null;
  /** Null for a token of no end, and for what is renewed by itself. */
  readonly endsAt: string | null;
  readonly endsInDays: number | null;
  readonly repositories: number;
  readonly isApp: boolean;
  readonly reports: boolean;
  readonly heardAt: string | null;
}

export interface ConnectionActions {
  readonly check: FormAction;
  readonly end: FormAction;
  readonly webhook: FormAction;
}

/** One connection: whether it works, what it may do, and what can be done about it. */
export function ConnectionEntry({
  connection,
  actions,
}: {
  connection: ConnectionRow;
  /** Undefined for whoever may only look. */
  actions: ConnectionActions | undefined;
}) {
  const { id, kind, name, by, href, state, repositories } = connection;
  return (
    <li className="grid gap-3 px-4 py-3 max-narrow:px-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <ProviderMark provider={kind} />
        <h3 className="min-w-0 break-words font-medium">{name}</h3>
        <span className="text-fg-subtle text-xs">
          {by}, {repositories === 1 ? "1 repository" : `${repositories} repositories`}
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-3 max-narrow:ml-0">
          <Health connection={connection} />
          {actions && state === "active" && (
            <ButtonLink href={href} size="sm" aria-label={`Choose repositories of ${name}`}>
              Choose repositories
            </ButtonLink>
          )}
        </span>
      </div>
      {connection.stateReason !== null && (
        <p className="text-danger text-xs">{connection.stateReason}</p>
      )}
      <ConnectionGrants connection={connection} />
      <p className="text-fg-subtle text-xs">
        <Reports connection={connection} />
        {connection.checkedAt && (
          <>
            {" "}
            Asked what it may do <Time at={connection.checkedAt} />.
          </>
        )}
      </p>
      {actions && (
        <div className="flex flex-wrap items-start gap-2">
          <ActionButton
            action={actions.check}
            values={{ connectionId: id }}
            size="sm"
            working="Asking…"
          >
            Check now<span className="sr-only"> {name}</span>
          </ActionButton>
          {!connection.isApp && state === "active" && (
            <MakeWebhook
              connectionId={id}
              name={name}
              again={connection.reports}
              make={actions.webhook}
            />
          )}
          <EndConnection connectionId={id} name={name} end={actions.end} />
        </div>
      )}
    </li>
  );
}

function Health({ connection }: { connection: ConnectionRow }) {
  const { state, endsAt, endsInDays } = connection;
  if (state === "suspended") return <Status kind="stopped">Suspended</Status>;
  if (state === "revoked") return <Status kind="failed">Works no more</Status>;
  if (endsAt !== null && endsInDays !== null && endsInDays <= 14) {
    const days = endsInDays === 1 ? "1 day" : `${endsInDays} days`;
    return (
      <Status kind="clock">{endsInDays < 1 ? "Token ends today" : `Token ends in ${days}`}</Status>
    );
  }
  return <Status kind="passed">Works</Status>;
}

function Reports({ connection }: { connection: ConnectionRow }) {
  const { reports, heardAt } = connection;
  if (!reports) return "Nothing is reported: Etna looks every two minutes.";
  if (heardAt === null) return "Nothing was reported yet: Etna looks every two minutes.";
  return (
    <>
      Last reported <Time at={heardAt} />.
    </>
  );
}
