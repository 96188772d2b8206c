import { Panel, PanelHeader } from "../ui/panel.tsx";
import { VisibleText } from "../ui/visible-text.tsx";

export interface TroubleRow {
  readonly path: string;
  readonly line: number | null;
  readonly ruleId: string | null;
  readonly message: string;
}

/** What a scan could not do as its repository asked, one row a place. Nothing where there is none. */
export function RunTroubles({ troubles, most }: { troubles: readonly TroubleRow[]; most: number }) {
  if (troubles.length === 0) return null;
  return (
    <Panel aria-labelledby="h-troubles">
      <PanelHeader id="h-troubles" title="Not as the repository asked">
        {troubles.length < most ? troubles.length : `The first ${most}`}
      </PanelHeader>
      <ul className="divide-y divide-line">
        {troubles.map(({ path, line, ruleId, message }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may say the same, and none moves.
          <li key={at} className="grid gap-0.5 px-4 py-2 max-narrow:px-3">
            <span className="break-all font-mono text-xs leading-5">
              <VisibleText text={line === null ? path : `${path}:${line}`} />
              {ruleId !== null && (
                <>
                  {" "}
                  <span className="inline-block max-w-full text-fg-subtle">
                    <VisibleText text={ruleId} />
                  </span>
                </>
              )}
            </span>
            <span className="break-words text-fg-muted">
              <VisibleText text={message} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
