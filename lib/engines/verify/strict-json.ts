export type ParsedJson = { readonly ok: true; readonly value: unknown } | Refusal;
interface Refusal {
  readonly ok: false;
  readonly reason: string;
}

export const maxBundleBytes = 1 << 20;
const maxDepth = 32;
const forbiddenKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Parses JSON that can mean one thing only: no key twice, no prototype names, whole numbers up to
 * 15 digits, 32 levels at most. Takes time linear in the text and never throws.
 */
export function parseStrictJson(text: string, maxChars: number = maxBundleBytes): ParsedJson {
  if (text.length > maxChars) {
    return { ok: false, reason: `It is larger than the ${maxChars} bytes allowed.` };
  }
  try {
    const reason = scan(text);
    return reason === null ? { ok: true, value: JSON.parse(text) } : { ok: false, reason };
  } catch {
    return { ok: false, reason: "It is not valid JSON." };
  }
}

/** A bundle from text: `parseStrictJson` within 1 MiB. */
export function parseBundleText(text: string): ParsedJson {
  return parseStrictJson(text, maxBundleBytes);
}

/** What JSON.parse would let pass in silence. Syntax itself is left to JSON.parse. */
function scan(text: string): string | null {
  const keysOfOpen: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "{" || char === "[") {
      if (keysOfOpen.push(new Set()) > maxDepth)
        return `It is nested over ${maxDepth} levels deep.`;
    } else if (char === "}" || char === "]") {
      keysOfOpen.pop();
    } else if (char === '"') {
      const end = endOfString(text, at);
      if (isKey(text, end)) {
        const key: unknown = JSON.parse(text.slice(at, end));
        const keys = keysOfOpen.at(-1);
        if (typeof key !== "string" || keys === undefined) return "It is not valid JSON.";
        if (forbiddenKeys.has(key)) return `It uses the reserved name ${key}.`;
        if (keys.has(key)) return `The name ${JSON.stringify(key.slice(0, 80))} occurs twice.`;
        keys.add(key);
      }
      at = end - 1;
    } else if (char === "-" || (char >= "0" && char <= "9")) {
      const end = endOfNumber(text, at);
      if (end - at > 16 || !/^-?(0|[1-9]\d{0,14})$/.test(text.slice(at, end))) {
        return "It holds a number that is not whole or too large.";
      }
      at = end - 1;
    }
  }
  return null;
}

/** The index behind the closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let at = start;
  while (at < text.length && "+-.eE0123456789".includes(text.charAt(at))) at++;
  return at;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && " \t\r\n".includes(text.charAt(at))) at++;
  return text[at] === ":";
}
