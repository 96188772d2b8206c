import { Digest } from "../ui/digest.tsx";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Status } from "../ui/status.tsx";
import { VisibleText } from "../ui/visible-text.tsx";
import { Stretch } from "./stretch.tsx";

export interface ApproverKeyRow {
  /** SHA-256 of the public key, hex. */
  fingerprint: string;
  since: string;
  until?: string | undefined;
  owner: string;
}

/** The passkeys that approvals are signed with, and when each counts. */
export function ApproverKeys({ keys }: { keys: readonly ApproverKeyRow[] }) {
  return (
    <Panel aria-labelledby="h-approver-keys">
      <PanelHeader id="h-approver-keys" title="Passkeys of approvers" />
      {keys.length > 0 && (
        <ul className="divide-y divide-line border-line border-b">
          {keys.map(({ fingerprint, since, until, owner }) => (
            <li
              key={`${fingerprint} ${since}`}
              className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 max-narrow:px-3"
            >
              <Digest value={fingerprint} algorithm="sha256" label="fingerprint" long />
              <span className="min-w-0 break-words">
                <VisibleText text={owner} />
              </span>
              <span className="ml-auto flex flex-wrap items-center gap-x-3 text-fg-muted text-xs max-narrow:ml-0">
                <Status kind={until === undefined ? "passed" : "stopped"}>
                  {until === undefined ? "In force" : "Ended"}
                </Status>
                <Stretch since={since} until={until} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="px-4 py-3 text-fg-subtle text-xs leading-[18px] max-narrow:px-3">
        {keys.length === 0
          ? "None yet. A passkey stands here once its owner is first asked to sign an approval."
          : "keys.json lists these passkeys and tells nobody whose they are. The names are shown to members alone."}
      </p>
    </Panel>
  );
}
