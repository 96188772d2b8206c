import { cn } from "../ui/cn.ts";
import { shortDigest } from "../ui/digest-text.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";
import { KeyStatus } from "./key-status.tsx";
import type { SigningKeyView } from "./signing-key.ts";
import { Stretch } from "./stretch.tsx";

/** When each key was in force, on one line of time that ends now, and beside it in words. */
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
      <div className="grid gap-3 px-4 py-3 max-narrow:px-3">
        <ol className="grid gap-3">
          {keys.map((key) => {
            const from = share(key.since);
            const end = share(key.until ?? now);
            // Whatever it signed from its revocation on does not count, whenever it was retired.
            const good = key.revokedAt ? Math.min(end, share(key.revokedAt)) : end;
            return (
              <li
                key={key.id}
                className="grid grid-cols-[9.5rem_minmax(0,1fr)] items-center gap-x-4 gap-y-1 max-narrow:grid-cols-1"
              >
                <span className="font-mono text-[12px] text-fg-muted">
                  {shortDigest(key.fingerprint)}
                </span>
                <span aria-hidden="true" className="relative h-2 rounded-full bg-sunken">
                  {good > from && (
                    <Bar from={from} to={good} className={key.until ? "bg-fg-subtle" : "bg-ink"} />
                  )}
                  {key.revokedAt && <Bar from={good} to={end} className="hatched text-danger" />}
                </span>
                <span className="col-start-2 flex flex-wrap items-center gap-x-3 text-xs max-narrow:col-start-1">
                  <KeyStatus signingKey={key} />
                  <span className="text-fg-muted">
                    <Validity signingKey={key} />
                  </span>
                </span>
              </li>
            );
          })}
        </ol>
        <p className="flex justify-between border-line border-t pt-1.5 pl-[10.5rem] text-fg-subtle text-xs max-narrow:pl-0">
          <Time at={oldest.since} format="absolute" />
          <span>now</span>
        </p>
      </div>
    </Panel>
  );
}

function Validity({
  signingKey: { since, until, revokedAt, reason },
}: {
  signingKey: SigningKeyView;
}) {
  return (
    <>
      <Stretch since={since} until={until} />
      {revokedAt && (
        <>
          , revoked <Time at={revokedAt} format="absolute" />
          {reason && `: ${reason}`}
        </>
      )}
    </>
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
