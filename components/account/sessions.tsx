import { ActionButton } from "../ui/action-button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader, Row, Rows } from "../ui/panel.tsx";
import { Count, Status } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";

export interface SessionRow {
  readonly id: string;
  /** Such as "Firefox on Windows". */
  readonly device: string;
  readonly firstUsedAt: string;
  readonly lastUsedAt: string;
  /** The one that looks at this page. */
  readonly here: boolean;
}

/** Where a person is signed in. The form of `end` carries `sessionId`; `endOthers` needs nothing. */
export function Sessions({
  sessions,
  end,
  endOthers,
}: {
  sessions: readonly SessionRow[];
  end: FormAction;
  endOthers: FormAction;
}) {
  return (
    <Panel aria-labelledby="h-sessions">
      <PanelHeader id="h-sessions" title="Signed in" beside={<Count value={sessions.length} />}>
        {sessions.length > 1 && (
          <ActionButton action={endOthers} size="sm" variant="danger" working="Ending…">
            End all others
          </ActionButton>
        )}
      </PanelHeader>
      <Rows>
        {sessions.map((session) => (
          <Row key={session.id} className="grid-cols-[minmax(0,1fr)_auto] gap-y-1">
            <div className="min-w-0">
              <div className="flex flex-wrap items-center gap-x-3">
                <h3 className="font-medium">{session.device}</h3>
                {session.here && <Status kind="passed">This one</Status>}
              </div>
              <p className="text-fg-subtle text-xs">
                First used <Time at={session.firstUsedAt} />, last used{" "}
                <Time at={session.lastUsedAt} />
              </p>
            </div>
            {!session.here && (
              <ActionButton
                action={end}
                values={{ sessionId: session.id }}
                size="sm"
                working="Ending…"
              >
                End
                <span className="sr-only">
                  {" "}
                  {session.device}, first used {session.firstUsedAt}
                </span>
              </ActionButton>
            )}
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}
