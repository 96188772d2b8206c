import { AppError } from "#lib/base/index.ts";
import type { StartProcess, TargetPorts } from "./ports.ts";
import { parseAnswer, type Read, readAnswer } from "./read-answer.ts";
import type { SpecOf } from "./spec.ts";

/** Throws `invalid_input` where no programs can be started. */
export function requireProcesses({ startProcess }: TargetPorts): StartProcess {
  if (startProcess !== undefined) return startProcess;
  throw new AppError(
    "invalid_input",
    "A target that is a program can be tested only on the command line: run etna attack there.",
  );
}

export function filledEach(
  values: Readonly<Record<string, string>>,
  filled: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filled(value)]));
}

/** What an answer says that comes as one text. */
export function readText(text: string, spec: SpecOf<"shell"> | SpecOf<"mcp">): Read {
  if (spec.answer !== undefined) return readAnswer(parseAnswer(text), spec);
  return { text, calls: [], usage: null, finish: null, session: null, spans: [] };
}
