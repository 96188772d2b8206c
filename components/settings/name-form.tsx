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

/** The form carries `name`. */
export function NameForm({
  name,
  label = "Name",
  hint,
  save,
  disabled = false,
}: {
  name: string;
  label?: string;
  hint?: string;
  save: FormAction;
  disabled?: boolean;
}) {
  return (
    <ActionForm action={save} className="flex flex-wrap items-end gap-3 p-4 max-narrow:p-3">
      <FormField name="name" label={label} className="min-w-56 flex-1" {...(hint ? { hint } : {})}>
        <NameInput name={name} disabled={disabled} />
      </FormField>
      <SubmitButton disabled={disabled} working="Saving…">
        Save
      </SubmitButton>
      <FormMessage className="basis-full" />
    </ActionForm>
  );
}

function NameInput({ name, disabled }: { name: string; disabled: boolean }) {
  return (
    <Input
      id="name"
      name="name"
      defaultValue={name}
      required
      minLength={2}
      maxLength={60}
      disabled={disabled}
      aria-invalid={useFieldError("name") ? true : undefined}
    />
  );
}
