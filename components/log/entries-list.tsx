import Link from "next/link";
import { CopyButton } from "../ui/copy-button.tsx";
import { shortDigest } from "../ui/digest-text.ts";
import { Panel } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";

export interface EntryRow {
  index: number;
  /** RFC 6962 leaf hash, hex. */
  leafHash: string;
  at: string;
}

/** Entries of the log, newest first: their numbers, hashes and times. */
export function EntriesList({ entries }: { entries: readonly EntryRow[] }) {
  return (
    <Panel aria-label="Entries">
      <ol className="divide-y divide-line">
        {entries.map(({ index, leafHash, at }) => (
          <li
            key={index}
            className="grid min-h-9 grid-cols-[88px_minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-1.5 text-sm max-narrow:grid-cols-[minmax(0,1fr)_auto] max-narrow:px-3"
          >
            <Link href={`/log/entries/${index}`} className="link tabular-nums">
              Entry {index}
            </Link>
            <span className="inline-flex items-center gap-0.5 font-mono text-fg-muted text-xs max-narrow:hidden">
              {shortDigest(leafHash, 12, 8)}
              <CopyButton value={leafHash} label={`Copy leaf hash of entry ${index}`} />
            </span>
            <Time at={at} format="absolute" className="text-right text-fg-subtle text-xs" />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
