const maxMembers = 100;

/** The text members of an object that came from outside; names like `__proto__` are names like any other. */
export function textMembers(value: unknown): ReadonlyMap<string, string> {
  const entries: [string, unknown][] =
    typeof value === "object" && value !== null ? Object.entries(value) : [];
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return new Map(texts.slice(0, maxMembers));
}

/** The object's own member of this name. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** Every text in a value that is one or a list of them. */
export function textsIn(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value.slice(0, maxMembers) : [value];
  return list.filter((each): each is string => typeof each === "string");
}

/** Unicode that PostgreSQL can hold, at most `maxChars` of it. */
export function bounded(text: string, maxChars: number): string {
  const fit = text.length > maxChars ? `${text.slice(0, maxChars - 1)}…` : text;
  return fit.toWellFormed().replaceAll("\0", "\uFFFD");
}

/** One line of it, without characters that would turn it around or hide a part. */
export function boundedLine(text: string, maxChars: number): string {
  const line = bounded(text.slice(0, maxChars * 4), maxChars * 4);
  const seen = line
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\uFFFD")
    .trim();
  return bounded(seen, maxChars);
}
