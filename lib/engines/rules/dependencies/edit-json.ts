import { jsonMembers, memberAt } from "./json-members.ts";

/**
 * Sets the text at a path of keys and leaves every other byte as it is: indentation, order, line
 * ends. Objects that lack on the way are made, at the end of the one above.
 */
export function setJsonText(text: string, path: readonly string[], value: string): string {
  const members = jsonMembers(text, path.length);
  const known = memberAt(members, ...path);
  if (known) {
    return text.slice(0, known.valueStart) + JSON.stringify(value) + text.slice(known.end);
  }
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const holder = depth === 0 ? rootOf(text) : memberAt(members, ...path.slice(0, depth));
    if (holder === undefined) continue;
    const made = path
      .slice(depth + 1)
      .reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    return insertLast(text, holder, path[depth] ?? "", made, depth + 1);
  }
  return text;
}

interface Holder {
  readonly valueStart: number;
  readonly end: number;
}

function rootOf(text: string): Holder {
  return { valueStart: text.indexOf("{"), end: text.lastIndexOf("}") + 1 };
}

function insertLast(
  text: string,
  { valueStart, end }: Holder,
  key: string,
  value: unknown,
  depth: number,
): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const unit = indentOf(text);
  const inside = text.slice(valueStart + 1, end - 1);
  const last = inside.trimEnd();
  const written = JSON.stringify(value, null, unit).replaceAll("\n", `${eol}${unit.repeat(depth)}`);
  const member = `${JSON.stringify(key)}: ${written}`;
  const before = `${text.slice(0, valueStart + 1)}${last}${last === "" ? "" : ","}`;
  if (!text.includes("\n"))
    return `${before}${JSON.stringify({ [key]: value }).slice(1, -1)}}${text.slice(end)}`;
  return `${before}${eol}${unit.repeat(depth)}${member}${eol}${unit.repeat(depth - 1)}}${text.slice(end)}`;
}

/** What one step of indentation is in this file; two blanks where it has none. */
export function indentOf(text: string): string {
  return /^\uFEFF?\{\r?\n([ \t]+)/.exec(text)?.[1] ?? "  ";
}
