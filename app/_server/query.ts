import type { z } from "zod";

export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** One parameter of the address, or undefined where it is missing or says nothing we know. */
export function queryValue<T>(query: Query, name: string, schema: z.ZodType<T>): T | undefined {
  const parsed = schema.safeParse(query[name]);
  return parsed.success ? parsed.data : undefined;
}

/** The address of this page with another `after`; undefined where the page is not full. */
export function nextPage(
  query: Query,
  rows: readonly { readonly id: string }[],
  limit: number,
): string | undefined {
  const last = rows.at(-1);
  if (rows.length < limit || last === undefined) return undefined;
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === "string" && name !== "after") next.set(name, value);
  }
  next.set("after", last.id);
  return `?${next}`;
}
