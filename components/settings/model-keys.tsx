import { ActionButton } from "../ui/action-button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Count } from "../ui/status.tsx";
import { AddModelKey, type ProviderOption } from "./add-model-key.tsx";
import { ModelKeyEntry } from "./model-key-entry.tsx";
import type { ModelKeyActions, ModelKeyRow } from "./model-key-row.ts";

/** The keys of an organization; those that do not work first. */
export function ModelKeys({
  keys,
  providers,
  actions,
  tryScript,
}: {
  keys: readonly ModelKeyRow[];
  providers: readonly ProviderOption[];
  /** Undefined for whoever may only look. */
  actions: ModelKeyActions | undefined;
  /** Chooses the scripted model of the sample forge; null where there is none to choose. */
  tryScript: FormAction | null;
}) {
  const needed = keys.filter(({ state }) => state !== "working");
  const rest = keys.filter(({ state }) => state === "working");
  return (
    <Panel aria-labelledby="h-model-keys">
      <PanelHeader id="h-model-keys" title="Model keys" beside={<Count value={keys.length} />}>
        This month, UTC
      </PanelHeader>
      {keys.length === 0 && (
        <EmptyState
          title="No model has a key yet."
          text={
            actions
              ? "Paste one below, then choose which model does what. Until then, rules alone find and fix."
              : "Until an admin adds one, rules alone find and fix."
          }
        >
          {tryScript && (
            <div className="grid justify-items-center gap-2">
              <ActionButton action={tryScript} working="Asking it…">
                Try with a scripted model
              </ActionButton>
              <p className="max-w-[60ch] text-fg-subtle text-xs">
                It is a script and no model: it knows one repair, of the sample repository, and
                nothing leaves this machine.
              </p>
            </div>
          )}
        </EmptyState>
      )}
      <ul className="divide-y divide-line">
        {[...needed, ...rest].map((key) => (
          <ModelKeyEntry key={key.id} row={key} actions={actions} />
        ))}
      </ul>
      {actions && <AddModelKey providers={providers} add={actions.add} />}
    </Panel>
  );
}
