/** What a comment asks of Etna. */
export type Command =
  | { readonly kind: "approve" }
  | { readonly kind: "reject"; readonly reason: string }
  | { readonly kind: "snooze"; readonly days: number; readonly reason: string }
  | { readonly kind: "retry" }
  | { readonly kind: "unknown"; readonly word: string };

/**
 * The command of a comment, or null where it asks nothing: a line of its own that begins with
 * `/etna`, outside of quotes and code. A comment says one thing; its first command counts.
 */
export function commandOf(body: string): Command | null {
  let fence: string | null = null;
  for (const line of body.slice(0, 10_000).split(/\r?\n/)) {
    const mark = /^ {0,3}(```|~~~)/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === null ? mark : fence === mark ? null : fence;
    if (fence !== null) continue;
    const words = /^\/etna(?:[ \t]+(\S+)(?:[ \t]+(.*))?)?[ \t]*$/.exec(line);
    if (words !== null) return parse(words[1] ?? "", words[2]?.trim() ?? "");
  }
  return null;
}

function parse(verb: string, rest: string): Command {
  switch (verb.toLowerCase()) {
    case "approve":
      return { kind: "approve" };
    case "reject":
      return { kind: "reject", reason: rest };
    case "retry":
      return { kind: "retry" };
    case "snooze": {
      const [, days, reason = ""] = /^(\d{1,3})d(?:[ \t]+(.*))?$/i.exec(rest) ?? [];
      if (days === undefined || Number(days) < 1 || Number(days) > 365) {
        return { kind: "unknown", word: `snooze ${rest}`.trim() };
      }
      return { kind: "snooze", days: Number(days), reason: reason || "Snoozed from the forge" };
    }
    default:
      return { kind: "unknown", word: verb };
  }
}
