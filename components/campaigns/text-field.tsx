"use client";

import type { ComponentProps } from "react";
import { useFieldError, useTyped } from "../ui/action-form.tsx";
import { Field, Textarea } from "../ui/field.tsx";

/** A labelled text of several lines in mono that keeps what was typed when the action refuses it. */
export function TextField({
  name,
  label,
  hint,
  defaultValue = "",
  ...props
}: {
  name: string;
  label: string;
  hint?: string;
  defaultValue?: string;
} & ComponentProps<"textarea">) {
  const error = useFieldError(name);
  const typed = useTyped(name);
  return (
    <Field name={name} label={label} hint={hint} error={error}>
      <Textarea
        id={name}
        name={name}
        defaultValue={typed ?? defaultValue}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${name}-error` : hint ? `${name}-hint` : undefined}
        className="min-h-0 font-mono text-[12.5px] leading-5"
        {...props}
      />
    </Field>
  );
}
