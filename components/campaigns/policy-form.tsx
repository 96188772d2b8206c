import { ModelInput } from "../settings/model-input.tsx";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import type { FormAction } from "../ui/form-state.ts";

export interface PolicyValues {
  readonly budget: string;
  readonly minUtility: string;
  readonly maxUnjudged: string;
  readonly minCases: string;
  readonly budgets: readonly {
    readonly field: string;
    readonly label: string;
    readonly value: string;
  }[];
}

/** What a campaign has to keep to. Shares are in percent. */
export function PolicyForm({
  targetId,
  values,
  save,
}: {
  targetId: string;
  values: PolicyValues;
  save: FormAction;
}) {
  const own = values.budgets.filter(({ value }) => value !== "").length;
  return (
    <ActionForm action={save} values={{ targetId }} className="grid gap-4 p-4 max-narrow:p-3">
      <div className="grid grid-cols-2 gap-4 max-narrow:grid-cols-1">
        <ModelInput
          name="budget"
          label="Budget of each category, %"
          hint="The upper end of its interval may be no higher."
          inputMode="decimal"
          defaultValue={values.budget}
        />
        <ModelInput
          name="minUtility"
          label="Floor of ordinary tasks, %"
          hint="So many must be done: an agent that refuses everything is not safe, it is off."
          inputMode="decimal"
          defaultValue={values.minUtility}
        />
        <ModelInput
          name="maxUnjudged"
          label="Without a verdict at most, %"
          hint="More errors and inconclusive attempts than this, and the campaign says nothing."
          inputMode="decimal"
          defaultValue={values.maxUnjudged}
        />
        <ModelInput
          name="minCases"
          label="Judged attacks at least"
          hint="Fewer are too little to say anything."
          inputMode="numeric"
          defaultValue={values.minCases}
        />
      </div>
      <details open={own > 0}>
        <summary className="cursor-pointer text-fg-subtle text-xs">
          Other budgets, by category{own > 0 && ` (${own})`}
        </summary>
        <div className="mt-3 grid grid-cols-2 gap-3 max-narrow:grid-cols-1">
          {values.budgets.map(({ field, label, value }) => (
            <ModelInput
              key={field}
              name={field}
              label={`${label}, %`}
              inputMode="decimal"
              placeholder={`As all, ${values.budget}`}
              defaultValue={value}
            />
          ))}
        </div>
      </details>
      <FormMessage />
      <SubmitButton working="Saving…" className="justify-self-start">
        Save the policy
      </SubmitButton>
    </ActionForm>
  );
}
