/** @gitbeaker writes names as JavaScript does, and GitLab as Ruby does. */
export function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [snakeCase(name), inSnakeCase(inner)]),
  );
}

/** A query string; a list is written as Rails reads it, `refs[]=a&refs[]=b`. */
export function queryOf(params: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value))
      for (const one of value) query.append(`${snakeCase(name)}[]`, String(one));
    else if (value !== undefined && value !== null) query.set(snakeCase(name), String(value));
  }
  return query.toString();
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
