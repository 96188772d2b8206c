/** What a comment asks of Etna. */
export type Command =
  | { readonly kind: "approve" }
  | { readonly kind: "reject"; readonly reason: string }
  | { readonly kind: "snooze"; readonly days: number; readonly reason: string }
  | { readonly kind: "retry" }
  | { readonly kind: "fix"; readonly words: string }
  | { readonly kind: "unknown"; readonly word: string };

/** What a reader does not see, and code that is written as HTML. */
const unseen = /<!--[\s\S]*?(?:-->|$)|<(pre|code)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;

/**
 * The command of a comment, or null where it asks nothing: a line of its own that begins with
 * `/etna`, outside of quotes and code. A comment says one thing; its first command counts.
 */
export function commandOf(body: string): Command | null {
  let fence: string | null = null;
  // In its place stays what is no command, nor makes one of what stood around it.
  const seen = body.slice(0, 10_000).replace(unseen, "<>");
  for (const line of seen.split(/\r?\n/)) {
    const [, mark, rest = ""] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (mark !== undefined) {
      // CommonMark 4.5: a fence ends with one as long, of the same kind, and nothing behind it.
      if (fence === null) fence = mark;
      else if (mark.startsWith(fence) && rest.trim() === "") fence = null;
      continue;
    }
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
    case "fix":
      return { kind: "fix", words: rest };
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
