"use client";

import {
  ActionForm,
  FormField,
  FormMessage,
  SubmitButton,
  useFieldError,
  useFormSecret,
} from "../ui/action-form.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FieldError, Input, Select } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";

const scopes = [
  { value: "read", may: "Read findings, runs, fixes and the audit log" },
  { value: "triage", may: "Ignore, snooze and reopen findings" },
  { value: "run", may: "Start and cancel scans and fixes" },
] as const;

/** The form carries `name`, `scopes` and `days`. The token is shown once, below it. */
export function TokenForm({
  create,
  lifetimesDays,
  mayChange,
}: {
  create: FormAction;
  lifetimesDays: readonly number[];
  /** Whether a token of this person may do more than read. */
  mayChange: boolean;
}) {
  return (
    <ActionForm
      action={create}
      className="grid gap-4 rounded-b-[7px] border-line border-t bg-chrome p-4 max-narrow:p-3"
    >
      <div className="flex flex-wrap items-start gap-3">
        <FormField name="name" label="Name" className="min-w-56 flex-1">
          <NameInput />
        </FormField>
        <FormField name="days" label="Lives for" className="w-40 max-narrow:w-full">
          <Select id="days" name="days" defaultValue={String(lifetimesDays[1] ?? lifetimesDays[0])}>
            {lifetimesDays.map((days) => (
              <option key={days} value={days}>
                {days} days
              </option>
            ))}
          </Select>
        </FormField>
      </div>
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 text-fg-muted text-xs">It may</legend>
        {scopes.map(({ value, may }) => (
          <label key={value} className="flex min-h-6 items-center gap-2 max-narrow:min-h-10">
            <input
              type="checkbox"
              name="scopes"
              value={value}
              defaultChecked={value === "read"}
              disabled={value !== "read" && !mayChange}
              className="size-4 accent-ink"
            />
            <span>{may}</span>
          </label>
        ))}
        <ScopesError />
      </fieldset>
      {!mayChange && (
        <p className="text-fg-subtle text-xs">More than reading needs the role developer.</p>
      )}
      <SubmitButton variant="primary" working="Making it…" className="justify-self-start">
        Make a token
      </SubmitButton>
      <FormMessage />
      <MadeToken />
    </ActionForm>
  );
}

function NameInput() {
  return (
    <Input
      id="name"
      name="name"
      required
      minLength={2}
      maxLength={60}
      autoComplete="off"
      placeholder="Nightly build"
      aria-invalid={useFieldError("name") ? true : undefined}
    />
  );
}

function ScopesError() {
  const error = useFieldError("scopes");
  return error ? <FieldError id="scopes-error">{error}</FieldError> : null;
}

function MadeToken() {
  const token = useFormSecret();
  return (
    <div aria-live="polite" className="empty:hidden">
      {token && (
        <div className="grid gap-2 rounded-md border border-line bg-raised p-3">
          <p className="font-medium">Copy it now: it is not shown again.</p>
          <div className="flex flex-wrap items-center gap-2">
            <code className="min-w-0 break-all">{token}</code>
            <CopyButton value={token} label="Copy the token">
              Copy
            </CopyButton>
          </div>
        </div>
      )}
    </div>
  );
}
