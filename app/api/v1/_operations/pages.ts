import { z } from "zod";

const limit = z.coerce.number().int().min(1).max(100).default(50).describe("How many at most.");

/** Where a list goes on: after the last item of the page before, wherever new ones were put in. */
export const pageQuery = {
  after: z
    .string()
    .regex(/^[a-z]{2}_\w{1,60}$/, "Send the next of the page before.")
    .optional()
    .describe("The next of the page before."),
  limit,
};

/** As `pageQuery`, where the place is a number in a chain. */
export const chainQuery = {
  after: z
    .string()
    .regex(/^[1-9]\d{0,17}$/, "Send the next of the page before.")
    .optional()
    .describe("The next of the page before."),
  limit,
};

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe("Send it as after; null at the end of the list."),
  });
}

export const searchText = z.string().min(1).max(200).optional();
export const idText = z.string().max(64).optional();

/** A page and where the next one begins. One more than `limit` was asked for, to know the end. */
export function page<Item>(
  items: readonly Item[],
  limit: number,
  place: (item: Item) => string,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, next: items.length > limit && last ? place(last) : null };
}

/** The same object without what is undefined: an optional filter is there or it is not. */
export function given<T extends object>(filter: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
