"use client";

import { FormField, useFieldError } from "./action-form.tsx";
import { Input } from "./field.tsx";

/** Asks for the name of what cannot be taken back; the form then carries it as `name`. */
export function TypedName({ name }: { name: string }) {
  return (
    <FormField name="name" label={`Type ${name}`}>
      <NameInput />
    </FormField>
  );
}

function NameInput() {
  return (
    <Input
      id="name"
      name="name"
      required
      maxLength={300}
      autoComplete="off"
      spellCheck={false}
      aria-invalid={useFieldError("name") ? true : undefined}
    />
  );
}
