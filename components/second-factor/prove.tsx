"use client";

import { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import { ActionForm, FormMessage, SubmitButton, useFieldError } from "../ui/action-form.tsx";
import { Field, Input } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { answerWithPasskey } from "./ask-authenticator.ts";
import type { ProofActions, ProofMethods } from "./proof.ts";

/** The ways to show that it is you, the easiest first. */
export function Prove({ actions, methods }: { actions: ProofActions; methods: ProofMethods }) {
  return (
    <div className="grid gap-5">
      {methods.passkey && (
        <ActionForm action={answerWithPasskey(actions)} className="grid gap-2">
          <SubmitButton variant="primary" size="lg" block working="Asking your passkey…">
            <KeyRound aria-hidden="true" />
            Use a passkey
          </SubmitButton>
          <FormMessage />
        </ActionForm>
      )}
      {methods.code && (
        <CodeForm
          action={actions.withCode}
          id="proof-code"
          label="Code of your authenticator app"
          button="Use the code"
          primary={!methods.passkey}
        >
          <CodeInput id="proof-code" numeric />
        </CodeForm>
      )}
      {methods.recoveryCode && (
        <details className="text-fg-muted text-sm">
          <summary className="cursor-pointer">Use a recovery code instead</summary>
          <div className="mt-3">
            <CodeForm
              action={actions.withRecoveryCode}
              id="recovery-code"
              label="One of your recovery codes"
              button="Use the recovery code"
            >
              <CodeInput id="recovery-code" />
            </CodeForm>
          </div>
        </details>
      )}
    </div>
  );
}

/** The form carries `code`. */
export function CodeForm({
  action,
  id,
  label,
  button,
  primary = false,
  children,
}: {
  action: FormAction;
  id: string;
  label: string;
  button: string;
  primary?: boolean;
  children: ReactNode;
}) {
  return (
    <ActionForm action={action} className="grid gap-2">
      <CodeField id={id} label={label}>
        {children}
      </CodeField>
      <FormMessage />
      <SubmitButton size="lg" block working="Checking…" {...(primary && { variant: "primary" })}>
        {button}
      </SubmitButton>
    </ActionForm>
  );
}

/** What is sent is called `code`; the id is the field's own, as a dialog may stand over another one. */
function CodeField({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <Field name={id} label={label} error={useFieldError("code")}>
      {children}
    </Field>
  );
}

export function CodeInput({ id, numeric = false }: { id: string; numeric?: boolean }) {
  return (
    <Input
      id={id}
      name="code"
      required
      maxLength={40}
      autoCapitalize="off"
      spellCheck={false}
      {...(numeric
        ? { inputMode: "numeric", autoComplete: "one-time-code", placeholder: "123456" }
        : { autoComplete: "off", placeholder: "7q2m-4k9d-w3xh-0t5b" })}
      className="h-10 font-mono text-base max-narrow:h-11"
      aria-invalid={useFieldError("code") ? true : undefined}
    />
  );
}
