import { cn } from "../ui/cn.ts";
import { shortDigest } from "../ui/digest-text.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";
import type { SigningKeyView } from "./signing-keys.tsx";

/** When each key was in force, on one line of time that ends now. The list below says it in words. */
export function KeyTimeline({ keys, now }: { keys: readonly SigningKeyView[]; now: string }) {
  const oldest = keys.at(-1);
  if (oldest === undefined) return null;
  const startMs = Date.parse(oldest.since);
  const spanMs = Math.max(1, Date.parse(now) - startMs);
  const share = (at: string) =>
    Math.min(100, Math.max(0, (100 * (Date.parse(at) - startMs)) / spanMs));
  return (
    <Panel aria-labelledby="h-validity">
      <PanelHeader id="h-validity" title="Validity" />
      <div className="grid gap-2 px-4 py-3 max-narrow:px-3">
        <ol className="grid gap-2">
          {keys.map((key) => {
            const from = share(key.since);
            const good = share(key.revokedAt ?? key.until ?? now);
            const end = share(key.until ?? now);
            return (
              <li
                key={key.id}
                className="grid grid-cols-[9.5rem_1fr] items-center gap-x-3 gap-y-1 max-narrow:grid-cols-1"
              >
                <span className="truncate font-mono text-[12px] text-fg-muted">
                  {shortDigest(key.fingerprint)}
                </span>
                <span aria-hidden="true" className="relative h-2 rounded-full bg-sunken">
                  <Bar
                    from={from}
                    to={good}
                    className={key.until ? "bg-fg-subtle" : "bg-verified"}
                  />
                  {key.revokedAt && <Bar from={good} to={end} className="bg-danger" />}
                </span>
              </li>
            );
          })}
        </ol>
        <p className="flex justify-between pl-[10.25rem] text-fg-muted text-xs max-narrow:pl-0">
          <Time at={oldest.since} format="absolute" />
          <span>now</span>
        </p>
      </div>
    </Panel>
  );
}

/** A bar is never thinner than what can be seen. */
function Bar({ from, to, className }: { from: number; to: number; className: string }) {
  return (
    <span
      className={cn("absolute inset-y-0 min-w-1 rounded-full", className)}
      style={{ left: `${Math.min(from, 99)}%`, width: `${Math.max(0, to - from)}%` }}
    />
  );
}
