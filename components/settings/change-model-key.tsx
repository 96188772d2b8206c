import type { ReactNode } from "react";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import { buttonClass } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { KeyInput, ModelInput } from "./model-input.tsx";
import type { ModelKeyActions, ModelKeyRow } from "./model-key-row.ts";

/** What changes a key, each behind a button that opens without scripts; one at a time. */
export function ChangeModelKey({ row, actions }: { row: ModelKeyRow; actions: ModelKeyActions }) {
  const { id, name, budgetUsd } = row;
  return (
    <>
      <Disclosure id={id} word="Budget…" of={name}>
        <ActionForm
          action={actions.budget}
          values={{ keyId: id }}
          className="flex flex-wrap items-start gap-3"
        >
          <ModelInput
            name="budget"
            id={`budget-${id}`}
            label="Monthly budget, USD"
            hint="Empty for none. Runs stop when it is used up."
            inputMode="decimal"
            maxLength={14}
            defaultValue={budgetUsd === null ? "" : String(budgetUsd)}
            fieldClass="w-64 max-w-full"
          />
          <SubmitButton working="Saving…" className="mt-[22px]">
            Save the budget
          </SubmitButton>
          <FormMessage className="basis-full" />
        </ActionForm>
      </Disclosure>
      <Disclosure id={id} word="Rotate…" of={name}>
        <ActionForm
          action={actions.rotate}
          values={{ keyId: id }}
          className="flex flex-wrap items-start gap-3"
        >
          <KeyInput
            id={`key-${id}`}
            label="New key"
            hint="For the same provider and address. The former one stays until the new one has answered."
            fieldClass="min-w-48 max-w-96 flex-1"
          />
          <SubmitButton working="Asking the provider…" className="mt-[22px]">
            Check and rotate
          </SubmitButton>
          <FormMessage className="basis-full" />
        </ActionForm>
      </Disclosure>
      <Disclosure id={id} word="Delete…" of={name} destroys>
        <ActionForm
          action={actions.remove}
          values={{ keyId: id }}
          className="grid justify-items-start gap-3"
        >
          <p className="max-w-[64ch] text-fg-muted text-xs">{whatStops(row)}</p>
          <SubmitButton variant="dangerSolid" working="Deleting…">
            Delete the key
          </SubmitButton>
          <FormMessage />
        </ActionForm>
      </Disclosure>
    </>
  );
}

function whatStops({ stops }: ModelKeyRow): string {
  const end =
    "The key is destroyed here and cannot be taken back; revoke it at the provider as well.";
  if (stops.length === 0) return `No model is chosen with it, so nothing stops. ${end}`;
  return `These stop until another model is chosen: ${stops.join(", ").toLowerCase()}. ${end}`;
}

/** The open ones stand below the row of buttons, whole. */
function Disclosure({
  id,
  word,
  of,
  destroys = false,
  children,
}: {
  id: string;
  word: string;
  of: string;
  destroys?: boolean;
  children: ReactNode;
}) {
  return (
    <details name={`change-${id}`} className="open:order-1 open:basis-full">
      <summary
        className={cn(
          buttonClass({ size: "sm", variant: destroys ? "danger" : "secondary" }),
          "w-fit cursor-pointer list-none [&::-webkit-details-marker]:hidden",
        )}
      >
        {word}
        <span className="sr-only"> {of}</span>
      </summary>
      <div className="mt-3 rounded-md border border-line bg-chrome p-3">{children}</div>
    </details>
  );
}
