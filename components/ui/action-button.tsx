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
  block,
  children,
}: {
  action: FormAction;
  values?: Readonly<Record<string, string>>;
  working: string;
  variant?: ComponentProps<typeof SubmitButton>["variant"];
  size?: ComponentProps<typeof SubmitButton>["size"];
  block?: boolean;
  children: ReactNode;
}) {
  return (
    <ActionForm
      action={action}
      className="grid justify-items-start gap-1.5"
      {...(values ? { values } : {})}
    >
      <SubmitButton working={working} variant={variant} size={size} block={block}>
        {children}
      </SubmitButton>
      <FormMessage className="max-w-72" />
    </ActionForm>
  );
}
