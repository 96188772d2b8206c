"use client";

import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import type { FormAction } from "../ui/form-state.ts";

/** Says what is so, and offers the other. The form carries `name` = "true" or "false". */
export function ToggleForm({
  name,
  on,
  save,
  words,
  disabled,
}: {
  name: string;
  on: boolean;
  save: FormAction;
  words: { turnOn: string; turnOff: string };
  disabled: boolean;
}) {
  return (
    <ActionForm
      action={save}
      values={{ [name]: String(!on) }}
      className="flex flex-wrap items-center gap-3"
    >
      <span className="text-fg-muted text-xs">{on ? "On" : "Off"}</span>
      <SubmitButton size="sm" disabled={disabled} working="Saving…">
        {on ? words.turnOff : words.turnOn}
      </SubmitButton>
      <FormMessage className="basis-full" />
    </ActionForm>
  );
}
