import type { Choice } from "#components/campaigns/choices.tsx";
import { capabilities } from "#lib/services/campaigns/index.ts";

const shownBy = {
  html: "renders-html",
  markdown: "renders-markdown",
  terminal: "renders-terminal",
  csv: "exports-csv",
} as const;

/** Where answers are shown, by the words of a target file. */
export const renderChoices: readonly Choice[] = Object.entries(shownBy).map(
  ([value, capability]) => ({ value, says: capabilities[capability] }),
);

const rendering: readonly string[] = Object.values(shownBy);

/** The rest of what a target can declare. */
export const capabilityChoices: readonly Choice[] = Object.entries(capabilities)
  .filter(([value]) => !rendering.includes(value))
  .map(([value, says]) => ({ value, says }));
