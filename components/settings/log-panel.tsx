import { Digest } from "../ui/digest.tsx";
import { FactsList, Panel, PanelHeader } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";

export interface LogView {
  origin: string;
  size: number;
  /** The root hash, hex. */
  root: string;
  at: string;
  trustedRootHref: string;
}

/** The head of the log that can only grow. */
export function LogPanel({ log }: { log: LogView }) {
  return (
    <Panel id="log" aria-labelledby="h-log">
      <PanelHeader id="h-log" title="The log">
        <a href={log.trustedRootHref} className="link">
          trusted_root.json
        </a>
      </PanelHeader>
      <FactsList
        look="side"
        className="px-4 py-2.5 max-narrow:px-3"
        facts={[
          { label: "Origin", value: <span className="font-mono text-[12px]">{log.origin}</span> },
          { label: "Size", value: `${log.size.toLocaleString("en")} entries` },
          { label: "Root", value: <Digest value={log.root} label="root hash" long /> },
          { label: "Head signed", value: <Time at={log.at} format="absolute" /> },
        ]}
      />
    </Panel>
  );
}
