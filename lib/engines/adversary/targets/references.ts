import { AppError } from "#lib/base/index.ts";
import type { TargetPorts } from "./ports.ts";

/**
 * The text with each `${NAME}` replaced by that value of the environment. Throws `invalid_input`, naming the
 * one that is missing.
 */
export function resolve(text: string, ports: Pick<TargetPorts, "secret">): string {
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = ports.secret(name);
    if (value !== null && value !== "") return value;
    throw new AppError(
      "invalid_input",
      `The target needs ${name}, and the environment does not hold it. Set ${name}, then try again.`,
    );
  });
}

export function resolveAll(
  values: Readonly<Record<string, string>>,
  ports: Pick<TargetPorts, "secret">,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, resolve(value, ports)]),
  );
}
