import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { KeyInput, ModelInput, ModelSelect } from "./model-input.tsx";

export interface ProviderOption {
  readonly id: string;
  readonly name: string;
  /** What a key is checked with; null where its owner names one. */
  readonly checkedWith: string | null;
}

/** The form carries `provider`, `key`, `name`, `budget`, `address` and `checkModel`. */
export function AddModelKey({
  providers,
  add,
}: {
  providers: readonly ProviderOption[];
  add: FormAction;
}) {
  return (
    <ActionForm
      action={add}
      className="grid gap-4 rounded-b-[7px] border-line border-t bg-chrome p-4 max-narrow:p-3"
    >
      <h3 className="font-medium">Add a key</h3>
      <div className="flex flex-wrap items-start gap-3">
        <ModelSelect
          name="provider"
          label="Provider"
          defaultValue={providers[0]?.id ?? ""}
          fieldClass="w-48 max-narrow:w-full"
        >
          {providers.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </ModelSelect>
        <KeyInput label="Key" fieldClass="min-w-48 flex-1" />
        <ModelInput
          name="budget"
          label="Monthly budget, USD"
          hint="Empty for none."
          inputMode="decimal"
          maxLength={14}
          fieldClass="w-40 max-narrow:w-full"
        />
      </div>
      <div className="flex flex-wrap items-start gap-3">
        <ModelInput
          name="name"
          label="Name"
          hint="Empty for the provider’s."
          maxLength={60}
          fieldClass="min-w-40 flex-1"
        />
        <ModelInput
          name="address"
          label="Address"
          hint="Of an OpenAI-compatible server or a gateway."
          placeholder="https://models.example.com/v1"
          maxLength={300}
          fieldClass="min-w-48 flex-1"
        />
        <ModelInput
          name="checkModel"
          label="Model to check with"
          hint="Needed for an OpenAI-compatible server."
          maxLength={200}
          fieldClass="min-w-48 flex-1"
        />
      </div>
      <FormMessage />
      <SubmitButton variant="primary" working="Asking the provider…" className="justify-self-start">
        Check and store
      </SubmitButton>
      <p className="text-fg-subtle text-xs">
        One small request, without any code, checks it. Then it is encrypted, and only its last four
        characters are ever shown.
      </p>
    </ActionForm>
  );
}
