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
export function NewOrganizationForm({ create }: { create: FormAction }) {
  return (
    <ActionForm action={create} className="grid gap-3">
      <FormField name="name" label="Name">
        <NameInput />
      </FormField>
      <FormMessage />
      <SubmitButton variant="primary" size="lg" block working="Making it…">
        Make the organization
      </SubmitButton>
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
      autoComplete="organization"
      placeholder="Halden Freight"
      className="h-10 text-base max-narrow:h-11"
      aria-invalid={useFieldError("name") ? true : undefined}
    />
  );
}
