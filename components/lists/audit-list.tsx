import { CopyButton } from "../ui/copy-button.tsx";
import { shortDigest } from "../ui/digest-text.ts";
import { Panel } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";

export interface AuditRow {
  seq: string;
  at: string;
  who: string;
  /** "fix.approve". */
  action: string;
  target: { label: string; href?: string | undefined };
  detail?: string | undefined;
  /** SHA-256 over the event and the hash before it, hex. */
  hash: string;
}

/** The chained trail, newest first: who did what to what, and the hash that binds it. */
export function AuditList({ events }: { events: readonly AuditRow[] }) {
  return (
    <Panel aria-label="Audit events">
      <ol className="divide-y divide-line">
        {events.map((event) => (
          <li
            key={event.seq}
            id={`event-${event.seq}`}
            className="grid min-h-9 grid-cols-[56px_minmax(0,1fr)_148px_84px] items-center gap-x-4 px-4 py-1.5 target:bg-hover max-narrow:grid-cols-[minmax(0,1fr)_auto] max-narrow:px-3 max-narrow:py-2"
          >
            <a
              href={`#event-${event.seq}`}
              aria-label={`Event ${event.seq}`}
              className="text-fg-subtle text-xs tabular-nums no-underline hover:underline max-narrow:hidden"
            >
              {event.seq}
            </a>
            <p className="min-w-0">
              <span className="font-medium">{event.who}</span>{" "}
              <code className="text-fg-muted">{event.action}</code>{" "}
              {event.target.href ? (
                <a href={event.target.href} className="link break-all font-mono text-xs">
                  {event.target.label}
                </a>
              ) : (
                <span className="break-all font-mono text-fg-muted text-xs">
                  {event.target.label}
                </span>
              )}
              {event.detail && (
                <span className="block break-words text-fg-subtle text-xs">{event.detail}</span>
              )}
            </p>
            <span className="inline-flex items-center gap-0.5 font-mono text-fg-subtle text-xs max-narrow:hidden">
              {shortDigest(event.hash)}
              <CopyButton value={event.hash} label={`Copy hash of event ${event.seq}`} />
            </span>
            <Time at={event.at} className="text-right text-fg-subtle text-xs" />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
