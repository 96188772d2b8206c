import { z } from "zod";

// zod compiles its schemas with `new Function`, which the pages' Content-Security-Policy forbids and
// reports. This runs before any schema of this room is made.
const isPage = "document" in globalThis;
if (isPage) z.config({ jitless: true });

/** What reading takes of a schema. */
export interface Reader<T> {
  safeParse(value: unknown): z.ZodSafeParseResult<T>;
}

/** The same schema, compiled when it is used a second time: that pays from about the tenth on. */
export function compiledOnReuse<T>(schema: z.ZodType<T>): Reader<T> {
  let uses = 0;
  let reader = schema;
  return {
    safeParse(value) {
      uses++;
      if (uses === 2 && !isPage) reader = z.compile(schema);
      return reader.safeParse(value);
    },
  };
}

export { z };
