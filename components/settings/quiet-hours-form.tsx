"use client";

import {
  ActionForm,
  FormField,
  FormMessage,
  SubmitButton,
  useFieldError,
} from "../ui/action-form.tsx";
import { Input } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";

export interface QuietHoursFields {
  from: string;
  to: string;
  timeZone: string;
}

/** The form carries `from`, `to` and `timeZone`; both times empty means none. */
export function QuietHoursForm({
  hours,
  save,
  disabled,
}: {
  hours: QuietHoursFields;
  save: FormAction;
  disabled: boolean;
}) {
  return (
    <ActionForm action={save} className="flex flex-wrap items-end gap-3">
      <FormField name="from" label="From" className="w-24">
        <HoursInput name="from" value={hours.from} placeholder="22:00" disabled={disabled} />
      </FormField>
      <FormField name="to" label="To" className="w-24">
        <HoursInput name="to" value={hours.to} placeholder="07:00" disabled={disabled} />
      </FormField>
      <FormField name="timeZone" label="Time zone" className="w-44">
        <HoursInput name="timeZone" value={hours.timeZone} disabled={disabled} />
      </FormField>
      <SubmitButton disabled={disabled} working="Saving…">
        Save
      </SubmitButton>
      <FormMessage className="basis-full" />
    </ActionForm>
  );
}

function HoursInput({
  name,
  value,
  placeholder,
  disabled,
}: {
  name: string;
  value: string;
  placeholder?: string;
  disabled: boolean;
}) {
  return (
    <Input
      id={name}
      name={name}
      defaultValue={value}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      disabled={disabled}
      className="tabular-nums"
      aria-invalid={useFieldError(name) ? true : undefined}
    />
  );
}
