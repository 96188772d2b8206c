"use client";

import type { ComponentProps, ReactNode } from "react";
import { useFieldError, useTyped } from "../ui/action-form.tsx";
import { Field, Input, Select } from "../ui/field.tsx";

interface Labelled {
  readonly name: string;
  /** Where the page has more than one field of this name. */
  readonly id?: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly fieldClass?: string;
}

/** A labelled input that keeps what was typed when the action refuses it, also without scripts. */
export function ModelInput({
  name,
  id = name,
  label,
  hint,
  fieldClass = "",
  defaultValue = "",
  ...props
}: Labelled & ComponentProps<"input">) {
  const error = useFieldError(name);
  const typed = useTyped(name);
  const described = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <Field name={id} label={label} hint={hint} error={error} className={fieldClass}>
      <Input
        id={id}
        name={name}
        defaultValue={typed ?? defaultValue}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error ? true : undefined}
        aria-describedby={described}
        {...props}
      />
    </Field>
  );
}

/** The same for a key: it is shown to nobody, and comes back to no page. */
export function KeyInput({ id = "key", label, hint, fieldClass = "" }: Omit<Labelled, "name">) {
  const error = useFieldError("key");
  return (
    <Field name={id} label={label} hint={hint} error={error} className={fieldClass}>
      <Input
        id={id}
        name="key"
        type="password"
        placeholder="Paste it once"
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : hint ? `${id}-hint` : undefined}
      />
    </Field>
  );
}

export function ModelSelect({
  name,
  id = name,
  label,
  hint,
  fieldClass = "",
  defaultValue = "",
  children,
}: Labelled & { readonly defaultValue?: string; readonly children: ReactNode }) {
  const error = useFieldError(name);
  const typed = useTyped(name);
  return (
    <Field name={id} label={label} hint={hint} error={error} className={fieldClass}>
      <Select key={typed} id={id} name={name} defaultValue={typed ?? defaultValue}>
        {children}
      </Select>
    </Field>
  );
}
