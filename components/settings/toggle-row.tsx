import type { FormAction } from "../ui/form-state.ts";
import { SettingRow } from "./setting-row.tsx";
import { ToggleForm } from "./toggle-form.tsx";

export interface ToggleWords {
  readonly title: string;
  readonly text: string;
  /** "Show names". */
  readonly turnOn: string;
  /** "Hide names". */
  readonly turnOff: string;
}

/** A setting that is on or off: what it does, how it stands, and the other. */
export function ToggleRow({
  words: { title, text, turnOn, turnOff },
  ...form
}: {
  words: ToggleWords;
  /** What the form carries, as "true" or "false". */
  name: string;
  on: boolean;
  save: FormAction;
  disabled: boolean;
}) {
  return (
    <SettingRow title={title} text={text}>
      <ToggleForm words={{ turnOn, turnOff }} {...form} />
    </SettingRow>
  );
}
