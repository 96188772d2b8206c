"use client";

import type { ComponentProps, ReactNode } from "react";
import { ActionForm, FormMessage, SubmitButton } from "./action-form.tsx";
import type { FormAction } from "./form-state.ts";

/** One button that asks the server for one thing: "Scan", "Fix it". */
export function ActionButton({
  action,
  values,
  working,
  variant,
  size,
  children,
}: {
  action: FormAction;
  values?: Readonly<Record<string, string>>;
  working: string;
  variant?: ComponentProps<typeof SubmitButton>["variant"];
  size?: ComponentProps<typeof SubmitButton>["size"];
  children: ReactNode;
}) {
  return (
    <ActionForm action={action} className="grid gap-1.5" {...(values ? { values } : {})}>
      <SubmitButton working={working} variant={variant} size={size}>
        {children}
      </SubmitButton>
      <FormMessage className="max-w-72" />
    </ActionForm>
  );
}
