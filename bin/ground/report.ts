import { isAppError } from "#lib/base/index.ts";
import { redactText } from "#lib/platform/log/index.ts";

/** One line on standard error. Data goes to standard output, and only where a command has some. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs one named step and says how long it took; a failed one is said by whoever catches it. */
export async function step<T>(name: string, action: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await action();
  say(`  ${name} … ${seconds(performance.now() - startedAt)}`);
  return result;
}

export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** What to tell a person about an error: the words meant for them, and the cause beneath. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return redactText(String(error));
  const meantForPeople = isAppError(error) || error.name === "StepError";
  const own = meantForPeople ? error.message : redactText(error.stack ?? error.message);
  if (!(error.cause instanceof Error)) return own;
  return `${own}\n${indent(redactText(error.cause.message))}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
