"use client";

import { Download, Printer } from "lucide-react";
import { ActionForm, FormMessage, SubmitButton, useFormSecret } from "../ui/action-form.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";

/** `renew` answers with the codes, one a line. They are shown once, below the form. */
export function RecoveryCodes({
  left,
  hasFactor,
  email,
  renew,
}: {
  left: number;
  hasFactor: boolean;
  email: string;
  renew: FormAction;
}) {
  return (
    <Panel aria-labelledby="h-recovery">
      <PanelHeader id="h-recovery" title="Recovery codes">
        {hasFactor && (left === 0 ? "None left" : `${left} left`)}
      </PanelHeader>
      <div className="grid gap-4 p-4 max-narrow:p-3">
        <p className="text-fg-muted">
          {hasFactor
            ? "Each stands in for your second factor once. Keep them where you keep other keys, and not on the device that you could lose."
            : "They stand in for a second factor that you lost. Add a passkey or an app first."}
        </p>
        {hasFactor && (
          <ActionForm action={renew} after={<MadeCodes email={email} />} className="grid gap-2">
            <SubmitButton working="Making them…" className="justify-self-start">
              {left === 0 ? "Make ten codes" : "Make ten new codes"}
            </SubmitButton>
            {left > 0 && (
              <p className="text-fg-subtle text-xs">The ones you have then no longer work.</p>
            )}
            <FormMessage />
          </ActionForm>
        )}
      </div>
    </Panel>
  );
}

function MadeCodes({ email }: { email: string }) {
  const codes = useFormSecret();
  const text = `Recovery codes for ${email} at Agent Etna, each for one use:\n\n${codes}\n`;
  return (
    <div aria-live="polite" className="empty:hidden">
      {codes && (
        <div className="grid gap-3 rounded-md border border-line bg-sunken p-4">
          <p className="font-medium">Keep them now: they are not shown again.</p>
          <ul
            aria-label="Recovery codes"
            className="grid grid-cols-2 gap-x-6 gap-y-1 max-narrow:grid-cols-1"
          >
            {codes.split("\n").map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <div className="noprint flex flex-wrap gap-2">
            <CopyButton value={text} label="Copy the codes">
              Copy
            </CopyButton>
            <a
              href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
              download="etna-recovery-codes.txt"
              className={buttonClass({ size: "sm" })}
            >
              <Download aria-hidden="true" />
              Download
            </a>
            <Button size="sm" onClick={() => window.print()}>
              <Printer aria-hidden="true" />
              Print
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
