import type { CampaignCaps } from "#lib/services/campaigns/index.ts";
import { ModelInput } from "../settings/model-input.tsx";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import type { FormAction } from "../ui/form-state.ts";

const fields = [
  { name: "maxRequests", label: "Requests", hint: "Tries and second runs in it." },
  { name: "requestsPerMinute", label: "Requests a minute", hint: "Never faster than this." },
  { name: "concurrency", label: "Attempts at once", hint: "1 to 16." },
  { name: "maxMinutes", label: "Minutes", hint: "Then what is left is not tested." },
] as const;

/** What one campaign may cost at most. */
export function CapsForm({
  targetId,
  caps,
  save,
}: {
  targetId: string;
  caps: CampaignCaps;
  save: FormAction;
}) {
  return (
    <ActionForm action={save} values={{ targetId }} className="grid gap-4 p-4 max-narrow:p-3">
      <div className="grid grid-cols-3 gap-4 max-narrow:grid-cols-1">
        {fields.map(({ name, label, hint }) => (
          <ModelInput
            key={name}
            name={name}
            label={label}
            hint={hint}
            inputMode="numeric"
            defaultValue={String(caps[name])}
          />
        ))}
        <ModelInput
          name="maxCostUsd"
          label="Spend, USD"
          hint="As far as the target names a price. Empty for no bound."
          inputMode="decimal"
          defaultValue={caps.maxCostUsd === null ? "" : String(caps.maxCostUsd)}
        />
      </div>
      <FormMessage />
      <SubmitButton working="Saving…" className="justify-self-start">
        Save the caps
      </SubmitButton>
    </ActionForm>
  );
}
