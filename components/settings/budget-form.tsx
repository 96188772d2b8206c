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

/** The form carries `openFixBudget`. */
export function BudgetForm({
  budget,
  save,
  disabled,
}: {
  budget: number;
  save: FormAction;
  disabled: boolean;
}) {
  return (
    <ActionForm action={save} className="flex flex-wrap items-end gap-3">
      <FormField name="openFixBudget" label="Fixes at a time" className="w-32">
        <BudgetInput budget={budget} disabled={disabled} />
      </FormField>
      <SubmitButton disabled={disabled} working="Saving…">
        Save
      </SubmitButton>
      <FormMessage className="basis-full" />
    </ActionForm>
  );
}

function BudgetInput({ budget, disabled }: { budget: number; disabled: boolean }) {
  return (
    <Input
      id="openFixBudget"
      name="openFixBudget"
      inputMode="numeric"
      defaultValue={budget}
      required
      disabled={disabled}
      className="tabular-nums"
      aria-invalid={useFieldError("openFixBudget") ? true : undefined}
    />
  );
}
