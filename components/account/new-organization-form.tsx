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

/** The form carries `name`, the organization's, and `person`, one's own. */
export function NewOrganizationForm({
  create,
  person = "",
}: {
  create: FormAction;
  person?: string;
}) {
  return (
    <ActionForm action={create} className="grid gap-3">
      <FormField name="person" label="Your name">
        <NameInput name="person" value={person} autoComplete="name" placeholder="Ingrid Solheim" />
      </FormField>
      <FormField name="name" label="Organization">
        <NameInput name="name" autoComplete="organization" placeholder="Halden Freight" />
      </FormField>
      <FormMessage />
      <SubmitButton variant="primary" size="lg" block working="Making it…">
        Make the organization
      </SubmitButton>
    </ActionForm>
  );
}

function NameInput({
  name,
  value = "",
  autoComplete,
  placeholder,
}: {
  name: string;
  value?: string;
  autoComplete: string;
  placeholder: string;
}) {
  return (
    <Input
      id={name}
      name={name}
      defaultValue={value}
      required
      minLength={2}
      maxLength={60}
      autoComplete={autoComplete}
      placeholder={placeholder}
      className="h-10 text-base max-narrow:h-11"
      aria-invalid={useFieldError(name) ? true : undefined}
    />
  );
}
