import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Count } from "../ui/status.tsx";
import { type ConnectionActions, ConnectionEntry } from "./connection-entry.tsx";
import type { ConnectionRow } from "./connection-row.ts";

/** Every connection, and the Apps that were made and are installed nowhere yet. */
export function Connections({
  connections,
  waiting,
  actions,
}: {
  connections: readonly ConnectionRow[];
  waiting: readonly { readonly id: string; readonly name: string; readonly installUrl: string }[];
  actions: ConnectionActions | undefined;
}) {
  return (
    <Panel aria-labelledby="h-connections">
      <PanelHeader
        id="h-connections"
        title="Connections"
        beside={<Count value={connections.length} />}
      />
      {connections.length === 0 && waiting.length === 0 && (
        <p className="px-4 py-3 text-fg-muted max-narrow:px-3">
          Nothing is connected yet. Folders of this machine need no connection.
        </p>
      )}
      <ul className="divide-y divide-line">
        {connections.map((connection) => (
          <ConnectionEntry key={connection.id} connection={connection} actions={actions} />
        ))}
        {waiting.map(({ id, name, installUrl }) => (
          <li key={id} className="flex flex-wrap items-center gap-3 px-4 py-3 max-narrow:px-3">
            <span className="font-medium">{name}</span>
            <span className="text-fg-subtle text-xs">
              Made, and installed nowhere yet.{" "}
              <a href={installUrl} className="link">
                Install it on GitHub
              </a>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
