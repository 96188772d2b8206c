import type { Config } from "#lib/platform/config/index.ts";

/** fine: as it should be · note: worth knowing · warning: works, but ought to change · problem: does not work. */
export type Level = "fine" | "note" | "warning" | "problem";

export interface Answer {
  readonly level: Level;
  /** What is so, then what to do about it, in plain words; never a secret. */
  readonly text: string;
}

/** One thing the doctor looks at: a file of this folder and a line in `index.ts`. */
export interface Check {
  readonly name: string;
  run(config: Config): Promise<readonly Answer[]>;
}

export function answer(level: Level, text: string): Answer {
  return { level, text };
}
