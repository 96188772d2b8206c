import { bounded, boundedLine, member } from "./members.ts";
import type { SarifResult, SarifRule } from "./schemas.ts";

export const maxMessageChars = 4000;
export const maxRuleTextChars = 16_000;
export const maxTitleChars = 200;

/** What the tool says of this place, with its placeholders filled (SARIF §3.11.5). */
export function messageOf(
  { message }: SarifResult,
  rule: SarifRule | undefined,
  global: unknown,
): string {
  const { text, markdown, id } = message;
  const strings =
    id === undefined ? undefined : (member(rule?.messageStrings, id) ?? member(global, id));
  const kept = member(strings, "text");
  const template = text ?? markdown ?? (typeof kept === "string" ? kept : "");
  return bounded(
    filled(template.slice(0, maxMessageChars + 1), message.arguments ?? []),
    maxMessageChars,
  );
}

/** Stops when there is enough: a short text with long arguments is a long one. */
function filled(template: string, given: readonly string[]): string {
  let out = "";
  for (const part of template.split(/(\{\d{1,3}\})/)) {
    if (out.length > maxMessageChars) break;
    const argument = /^\{\d{1,3}\}$/.test(part) ? given[Number(part.slice(1, -1))] : undefined;
    out += (argument ?? part).slice(0, maxMessageChars + 1);
  }
  return out;
}

/** One line that says what is wrong: the rule's own, else the beginning of the message. */
export function titleOf(rule: SarifRule | undefined, message: string, ruleId: string): string {
  const candidates = [rule?.shortDescription?.text, rule?.name, message.split("\n")[0], ruleId];
  for (const each of candidates) {
    const line = boundedLine(each ?? "", maxTitleChars);
    if (line !== "") return line;
  }
  return "Reported without words";
}

/** The rule's own explanation as markdown; empty where it has none. */
export function ruleTextOf(rule: SarifRule | undefined): string {
  if (rule === undefined) return "";
  const { help, fullDescription, shortDescription } = rule;
  const found = [help, fullDescription, shortDescription]
    .flatMap((each) => [each?.markdown, each?.text])
    .find((each) => each !== undefined && each.trim() !== "");
  const more = /^https?:\/\/[^\s<>]{1,1000}$/i.test(rule.helpUri ?? "") ? `<${rule.helpUri}>` : "";
  return [bounded(found ?? "", maxRuleTextChars), more].filter((each) => each !== "").join("\n\n");
}
