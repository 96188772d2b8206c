"use client";

import { type Severity, severities } from "#lib/base/index.ts";
import {
  ActionForm,
  FormField,
  FormMessage,
  SubmitButton,
  useFieldError,
} from "../ui/action-form.tsx";
import { Input } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { severityWord } from "../ui/severity-word.ts";

/** The form carries the days of each severity by its name; empty means no deadline. */
export function DueDaysForm({
  days,
  save,
  disabled,
}: {
  days: Readonly<Record<Severity, number | null>>;
  save: FormAction;
  disabled: boolean;
}) {
  return (
    <ActionForm action={save} className="flex flex-wrap items-end gap-3">
      {severities.map((severity) => (
        <FormField
          key={severity}
          name={severity}
          label={severityWord[severity]}
          className="w-[72px]"
        >
          <DaysInput severity={severity} days={days[severity]} disabled={disabled} />
        </FormField>
      ))}
      <SubmitButton disabled={disabled} working="Saving…">
        Save
      </SubmitButton>
      <FormMessage className="basis-full" />
    </ActionForm>
  );
}

function DaysInput({
  severity,
  days,
  disabled,
}: {
  severity: Severity;
  days: number | null;
  disabled: boolean;
}) {
  return (
    <Input
      id={severity}
      name={severity}
      inputMode="numeric"
      autoComplete="off"
      defaultValue={days ?? ""}
      placeholder="None"
      disabled={disabled}
      className="tabular-nums"
      aria-invalid={useFieldError(severity) ? true : undefined}
    />
  );
}
