import type { Waiver } from "#lib/services/campaigns/index.ts";
import { ModelInput } from "../settings/model-input.tsx";
import { ActionButton } from "../ui/action-button.tsx";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Row, Rows } from "../ui/panel.tsx";
import { Status } from "../ui/status.tsx";
import { VisibleText } from "../ui/visible-text.tsx";

/** Breaches that are accepted until a day, each with why. `today` is a day of UTC. */
export function Waivers({
  targetId,
  waivers,
  today,
  add,
  remove,
}: {
  targetId: string;
  waivers: readonly Waiver[];
  today: string;
  add: FormAction;
  remove: FormAction;
}) {
  return (
    <>
      {waivers.length > 0 && (
        <Rows>
          {waivers.map((waiver) => (
            <Row
              key={`${waiver.seed} ${waiver.variant ?? ""}`}
              className="grid-cols-[minmax(0,1fr)_auto] max-narrow:grid-cols-1 max-narrow:gap-y-2"
            >
              <div className="min-w-0">
                <p>
                  <span className="font-mono text-xs">{waiver.seed}</span>
                  {waiver.variant && <span className="text-fg-muted">, {waiver.variant} only</span>}
                </p>
                <p className="text-fg-muted text-sm [overflow-wrap:anywhere]">
                  <VisibleText text={waiver.reason} />
                </p>
                <p className="text-fg-subtle text-xs">
                  {waiver.expires < today ? (
                    <Status kind="person">Over since {waiver.expires}: it counts again</Status>
                  ) : (
                    `Until ${waiver.expires}, that day included`
                  )}
                </p>
              </div>
              <ActionButton
                action={remove}
                values={{ targetId, seed: waiver.seed, variant: waiver.variant ?? "" }}
                working="Removing…"
                size="sm"
              >
                Remove<span className="sr-only"> the waiver of {waiver.seed}</span>
              </ActionButton>
            </Row>
          ))}
        </Rows>
      )}
      <ActionForm
        action={add}
        values={{ targetId }}
        className="grid gap-3 border-line border-t bg-chrome p-4 max-narrow:p-3"
      >
        <div className="grid grid-cols-3 gap-3 max-narrow:grid-cols-1">
          <ModelInput
            name="seed"
            label="Attack"
            hint="Its id, such as LLM02-014."
            required
            maxLength={60}
            className="font-mono text-[12.5px]"
          />
          <ModelInput
            name="variant"
            label="Variant"
            hint="Empty for all of them."
            maxLength={60}
            className="font-mono text-[12.5px]"
          />
          <ModelInput
            name="expires"
            label="Until"
            hint="The last day on which it is accepted, UTC."
            type="date"
            required
          />
        </div>
        <ModelInput
          name="reason"
          label="Why it is accepted"
          hint="Stands in each report."
          required
          maxLength={500}
        />
        <FormMessage />
        <SubmitButton working="Saving…" className="justify-self-start">
          Accept this breach
        </SubmitButton>
      </ActionForm>
    </>
  );
}
