"use client";

import { Send } from "lucide-react";
import { useActionState } from "react";
import type { TriedTarget } from "#lib/services/campaigns/index.ts";
import { Button } from "../ui/button.tsx";
import { FieldError } from "../ui/field.tsx";
import type { FormState } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Status } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { VisibleText } from "../ui/visible-text.tsx";

export interface TriedState extends FormState {
  readonly tried?: TriedTarget | undefined;
}

/** Sends one ordinary message and shows all that went out and came back. The form carries `targetId`. */
export function TryTarget({
  targetId,
  triedAt,
  ask,
}: {
  targetId: string;
  triedAt: string | null;
  ask: (state: TriedState, form: FormData) => Promise<TriedState>;
}) {
  const [state, submit, pending] = useActionState(ask, {});
  return (
    <Panel aria-labelledby="h-try">
      <PanelHeader id="h-try" title="Try it">
        {triedAt && (
          <>
            Last answered <Time at={triedAt} />
          </>
        )}
      </PanelHeader>
      <form action={submit} className="flex flex-wrap items-center gap-3 px-4 py-3">
        <input type="hidden" name="targetId" value={targetId} />
        <p className="min-w-0 flex-1 basis-64 text-fg-muted text-sm">
          Sends one ordinary question, no attack, and shows all of what went out and came back.
        </p>
        <Button type="submit" disabled={pending} aria-busy={pending}>
          <Send aria-hidden="true" />
          {pending ? "Asking…" : "Send one request"}
        </Button>
      </form>
      <div aria-live="polite">
        {state.error && (
          <div className="px-4 pb-3">
            <FieldError>
              {state.error}
              {state.requestId && (
                <span className="text-fg-subtle"> Request {state.requestId}</span>
              )}
            </FieldError>
          </div>
        )}
        {state.tried && <Tried tried={state.tried} />}
      </div>
    </Panel>
  );
}

function Tried({ tried }: { tried: TriedTarget }) {
  const { ok, found, problem, wallClockMs, exchanges, said } = tried;
  return (
    <div className="grid gap-3 border-line border-t px-4 py-3 max-narrow:px-3">
      <p className="flex flex-wrap items-center gap-2.5 text-sm">
        <Status kind={ok && problem === null ? "passed" : "failed"}>
          {ok ? "It answered" : "It did not answer"}
        </Status>
        <span className="meta">
          <span>{wallClockMs.toLocaleString("en")} ms</span>
          <span>{found.calls === 1 ? "1 tool call" : `${found.calls} tool calls`}</span>
          <span>
            {found.usage === null
              ? "no usage told"
              : `${found.usage.inputTokens} tokens in, ${found.usage.outputTokens} out`}
          </span>
        </span>
      </p>
      {problem && <FieldError>{problem}</FieldError>}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm max-narrow:grid-cols-1">
        <dt className="text-fg-subtle">Asked</dt>
        <dd>{said}</dd>
        {found.text !== null && (
          <>
            <dt className="text-fg-subtle">Found in the answer</dt>
            <dd className="whitespace-pre-wrap [overflow-wrap:anywhere]">
              <VisibleText text={found.text} />
            </dd>
          </>
        )}
      </dl>
      {exchanges.map((exchange, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was sent never changes
        <ExchangeView key={index} exchange={exchange} />
      ))}
    </div>
  );
}

function ExchangeView({ exchange }: { exchange: TriedTarget["exchanges"][number] }) {
  const { method, url, status } = exchange;
  return (
    <div className="grid gap-2 rounded-md border border-line bg-sunken p-3 text-xs">
      <p className="font-mono [overflow-wrap:anywhere]">
        <b className="font-semibold">{method}</b> {url}
      </p>
      <Message headers={exchange.requestHeaders} body={exchange.requestBody} />
      <p className="border-line border-t pt-2 font-mono">
        {status === null ? (
          "Nothing came back"
        ) : (
          <>
            <b className="font-semibold">{status}</b> came back
          </>
        )}
      </p>
      <Message headers={exchange.responseHeaders} body={exchange.responseBody} />
    </div>
  );
}

function Message({ headers, body }: { headers: Readonly<Record<string, string>>; body: string }) {
  return (
    <>
      {Object.keys(headers).length > 0 && (
        <ul className="font-mono text-fg-muted [overflow-wrap:anywhere]">
          {Object.entries(headers).map(([name, value]) => (
            <li key={name}>
              {name}: <VisibleText text={value} />
            </li>
          ))}
        </ul>
      )}
      {body !== "" && (
        <p className="whitespace-pre-wrap font-mono [overflow-wrap:anywhere]">
          <VisibleText text={body} />
        </p>
      )}
    </>
  );
}
