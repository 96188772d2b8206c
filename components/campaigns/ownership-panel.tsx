import { RefreshCw } from "lucide-react";
import type { OwnershipView } from "#lib/services/campaigns/index.ts";
import { ActionButton } from "../ui/action-button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";
import { VisibleText } from "../ui/visible-text.tsx";
import { OwnershipStatus } from "./ownership-status.tsx";

const seen = {
  well_known: "in the file",
  dns: "in DNS",
  header: "in the header",
} as const;

/** What has to be shown, where, and whether it is. Both forms carry `targetId`. */
export function OwnershipPanel({
  targetId,
  ownership,
  prove,
  renew,
}: {
  targetId: string;
  ownership: OwnershipView;
  /** Undefined for those who may not. */
  prove: FormAction | undefined;
  renew: FormAction | undefined;
}) {
  const { state, method, token, provenAt, checkedAt, reason } = ownership;
  const isProven = state === "proven";
  return (
    <Panel aria-labelledby="h-owner" {...(!isProven && { className: "border-ember-line" })}>
      <PanelHeader
        id="h-owner"
        title="Whose address it is"
        beside={<OwnershipStatus state={state} />}
      >
        {checkedAt && (
          <>
            Looked <Time at={checkedAt.toISOString()} />
          </>
        )}
      </PanelHeader>
      <div className="grid gap-3 p-4 max-narrow:p-3">
        <p className="max-w-[72ch] text-fg-muted text-sm">
          {isProven && provenAt !== null ? (
            <>
              The token was seen {method === null ? "there" : seen[method]}{" "}
              <Time at={provenAt.toISOString()} />. It is looked for again each week; leave it where
              it is.
            </>
          ) : (
            "Nothing is sent before the address itself shows this token, in one of three places."
          )}
        </p>
        {reason !== null && !isProven && (
          <p className="text-danger text-sm [overflow-wrap:anywhere]">
            <VisibleText text={reason} />
          </p>
        )}
        <details open={!isProven} className="grid gap-3">
          <summary className="cursor-pointer text-fg-subtle text-xs">
            The token, and where it may stand
          </summary>
          <dl className="mt-2 grid gap-2 text-sm">
            <Place title="The token" value={token} />
            <Place
              title="A file"
              says="with the token as a line of its own, at"
              value={ownership.fileUrl}
            />
            <Place
              title="A header"
              says="of this name on the agent’s answers to GET, with the token as its value"
              value={ownership.headerName}
            />
            {ownership.dnsName !== null && (
              <Place
                title="A TXT record"
                says="with the token as its text, of the name"
                value={ownership.dnsName}
              />
            )}
          </dl>
        </details>
        <div className="flex flex-wrap items-start gap-2">
          {prove && (
            <ActionButton
              action={prove}
              values={{ targetId }}
              working="Looking…"
              variant={isProven ? "secondary" : "ember"}
              size="sm"
            >
              <RefreshCw aria-hidden="true" />
              {isProven ? "Look again" : "Check now"}
            </ActionButton>
          )}
          {renew && (
            <ActionButton
              action={renew}
              values={{ targetId }}
              working="Making it…"
              size="sm"
              variant="ghost"
            >
              Another token
            </ActionButton>
          )}
        </div>
      </div>
    </Panel>
  );
}

function Place({ title, says, value }: { title: string; says?: string; value: string }) {
  return (
    <div className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 max-narrow:grid-cols-1">
      <dt className="font-medium">{title}</dt>
      <dd className="min-w-0">
        {says && <span className="text-fg-muted">{says} </span>}
        <code className="font-mono text-xs [overflow-wrap:anywhere]">{value}</code>
        <CopyButton value={value} label={`Copy: ${title.toLowerCase()}`} />
      </dd>
    </div>
  );
}
