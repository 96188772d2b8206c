import type { CheckContext } from "../browser-check.ts";
import type { OutsideCommand, OutsideRow } from "../outside-state.ts";

/** What a saved page carries of one fix, and checks anew each time that it is opened. */
export interface SavedFix {
  readonly fixId: string;
  /** Where it was saved from. */
  readonly url: string;
  readonly organization: string;
  /** ISO 8601, UTC. */
  readonly savedAt: string;
  /** Each file by its name, as its address serves it. */
  readonly files: Readonly<Record<string, string>>;
  /** Those that are no text, in base64. */
  readonly binaries: Readonly<Record<string, string>>;
  /** What others said of the signatures when it was saved; none where nobody was asked. */
  readonly outside: readonly OutsideRow[];
  readonly outsideCommands: readonly OutsideCommand[];
  /** By the files' names: what cosign is asked with. */
  readonly commands: readonly string[];
  readonly context: CheckContext;
}

/** The element that holds it, as JSON. */
export const savedFixId = "saved-fix";
/** The element that the page is drawn in. */
export const drawnInId = "page";
