import { ActionButton } from "../ui/action-button.tsx";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { Status } from "../ui/status.tsx";
import { ModelInput, ModelSelect } from "./model-input.tsx";
import type { ModelChoiceRow } from "./model-key-row.ts";

interface KeyOption {
  readonly id: string;
  readonly name: string;
}

interface ChoiceActions {
  /** Carries `purpose`, `keyId`, `model`, `input` and `output`. */
  readonly choose: FormAction;
  /** Carries `purpose`. */
  readonly clear: FormAction;
}

/** Three rows: what a model does here, and which one does it. */
export function ModelChoices({
  rows,
  keys,
  knownModels,
  actions,
}: {
  rows: readonly ModelChoiceRow[];
  keys: readonly KeyOption[];
  /** Those of a published price. */
  knownModels: readonly { readonly provider: string; readonly name: string }[];
  actions: ChoiceActions | undefined;
}) {
  return (
    <Panel aria-labelledby="h-choices">
      <PanelHeader id="h-choices" title="Which model does what" />
      <datalist id="known-models">
        {knownModels.map(({ provider, name }) => (
          <option key={`${provider} ${name}`} value={name}>
            {provider}
          </option>
        ))}
      </datalist>
      <ul className="divide-y divide-line">
        {rows.map((row) => (
          <li key={row.purpose} className="grid gap-3 px-4 py-3 max-narrow:px-3">
            <Choice row={row} keys={keys} actions={actions} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Choice({
  row,
  keys,
  actions,
}: {
  row: ModelChoiceRow;
  keys: readonly KeyOption[];
  actions: ChoiceActions | undefined;
}) {
  const { title, text, isChosen, model, price, keyId } = row;
  const key = keys.find(({ id }) => id === keyId);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1">
        <div className="min-w-0">
          <h3 className="font-medium">{title}</h3>
          <p className="max-w-[64ch] text-fg-subtle text-xs leading-[18px]">{text}</p>
        </div>
        {isChosen ? (
          <span className="min-w-0 text-xs">
            <span className="break-all font-mono">{model}</span>
            <span className="text-fg-subtle"> with {key?.name}</span>
          </span>
        ) : (
          <Status kind="not_run">No model</Status>
        )}
      </div>
      {price !== null && <p className="text-fg-subtle text-xs">{price}</p>}
      {actions && keys.length > 0 && <ChoiceForm row={row} keys={keys} actions={actions} />}
    </>
  );
}

function ChoiceForm({
  row,
  keys,
  actions,
}: {
  row: ModelChoiceRow;
  keys: readonly KeyOption[];
  actions: ChoiceActions;
}) {
  const { purpose, title, isChosen } = row;
  return (
    <div className="grid gap-2">
      <ActionForm
        // What was chosen last stands in it.
        key={`${row.keyId} ${row.model} ${row.input} ${row.output}`}
        action={actions.choose}
        values={{ purpose }}
        className="flex flex-wrap items-start gap-3"
      >
        <ModelSelect
          name="keyId"
          id={`key-${purpose}`}
          label="Key"
          defaultValue={row.keyId || (keys[0]?.id ?? "")}
          fieldClass="min-w-36 flex-1"
        >
          {keys.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </ModelSelect>
        <ModelInput
          name="model"
          id={`model-${purpose}`}
          label="Model"
          list="known-models"
          required
          maxLength={200}
          defaultValue={row.model}
          fieldClass="min-w-48 flex-[2] max-narrow:basis-full"
        />
        <ModelInput
          name="input"
          id={`input-${purpose}`}
          label="USD / million in"
          hint="Empty: list price."
          inputMode="decimal"
          maxLength={14}
          defaultValue={row.input}
          fieldClass="w-32 max-narrow:min-w-28 max-narrow:flex-1"
        />
        <ModelInput
          name="output"
          id={`output-${purpose}`}
          label="USD / million out"
          inputMode="decimal"
          maxLength={14}
          defaultValue={row.output}
          fieldClass="w-32 max-narrow:min-w-28 max-narrow:flex-1"
        />
        <SubmitButton working="Saving…" className="mt-[22px] max-narrow:mt-0">
          Choose<span className="sr-only"> for {title}</span>
        </SubmitButton>
        <FormMessage className="basis-full" />
      </ActionForm>
      {isChosen && (
        <ActionButton action={actions.clear} values={{ purpose }} size="sm" working="Clearing…">
          Use no model<span className="sr-only"> for {title}</span>
        </ActionButton>
      )}
    </div>
  );
}
