import type { IncomingHttpHeaders } from "node:http";
import type { Said } from "./turn.ts";

/** One provider's wire format. */
export interface Face {
  readonly path: RegExp;
  readonly keyOf: (headers: IncomingHttpHeaders) => string;
  /** The body of a refusal; `code` in the provider's own words, where it has some. */
  readonly error: (status: number, code: string | undefined, message: string) => object;
  /** An error after the stream has begun. */
  readonly streamError: () => string;
  /** The pieces of an answer, in order. */
  readonly stream: (said: Said, id: number, model: string) => readonly string[];
  /** The same as one body, as it is said to who asks for no stream. Calls are left out. */
  readonly whole: (text: string, id: number, model: string) => object;
}
