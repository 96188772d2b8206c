import { AppError } from "#lib/base/index.ts";
import type { Finding } from "#lib/engines/rules/index.ts";

/** The one finding whose fingerprint begins so, or all without a prefix. Throws `invalid_input`. */
export function chooseFindings(
  findings: readonly Finding[],
  prefix: string | undefined,
): readonly Finding[] {
  if (prefix === undefined) return findings;
  if (!/^[0-9a-f]{8,64}$/.test(prefix)) {
    throw new AppError("invalid_input", "--finding takes 8 to 64 characters of a fingerprint.");
  }
  const found = findings.filter((finding) => finding.fingerprint.startsWith(prefix));
  if (found.length === 1) return found;
  const how = found.length === 0 ? "No finding has" : "Several findings have";
  throw new AppError(
    "invalid_input",
    `${how} the fingerprint ${prefix}. \`etna scan\` lists them.`,
  );
}
