import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Status } from "../ui/status.tsx";
import { Stretch } from "./stretch.tsx";

export interface SignatureDemandRow {
  since: string;
  until?: string | undefined;
}

/** When keys.json demands that an approval is signed by a passkey. */
export function SignatureDemands({
  demands,
  now,
}: {
  demands: readonly SignatureDemandRow[];
  now: string;
}) {
  return (
    <Panel aria-labelledby="h-demands">
      <PanelHeader id="h-demands" title="Signed approvals" />
      {demands.length > 0 && (
        <ul className="divide-y divide-line border-line border-b">
          {demands.map((demand) => (
            <li
              key={demand.since}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-xs max-narrow:px-3"
            >
              <DemandStatus demand={demand} now={now} />
              <Stretch {...demand} />
            </li>
          ))}
        </ul>
      )}
      <p className="px-4 py-3 text-fg-subtle text-xs leading-[18px] max-narrow:px-3">
        {demands.length === 0
          ? "Not demanded so far. Under Policies an admin can ask for the approver’s own signature."
          : "keys.json tells everyone. A fix that the log took in while it was demanded, and whose approval no passkey signed, fails its check. What was signed outside of these times stays as it is."}
      </p>
    </Panel>
  );
}

function DemandStatus({
  demand: { since, until },
  now,
}: {
  demand: SignatureDemandRow;
  now: string;
}) {
  if (until !== undefined && until <= since) {
    return <Status kind="stopped">Taken back before it began</Status>;
  }
  if (until !== undefined) return <Status kind="stopped">Ended</Status>;
  if (since > now) return <Status kind="clock">Begins later</Status>;
  return <Status kind="passed">Demanded</Status>;
}
