import { randomInt } from "node:crypto";

/** A word that stands nowhere else: where it is read, what it was put into has been read. */
export function plant(): string {
  return `qanary${Array.from({ length: 12 }, () => String.fromCharCode(97 + randomInt(26))).join("")}`;
}

/** What a canary looks like: a planted word, an id, a digest or secret in hex, one in base64. */
const shapes = [
  /qanary[a-z]{12}/g,
  /[a-z]{2}_[0-9A-HJKMNP-TV-Z]{20}/g,
  /(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9a-f])/g,
  /[A-Za-z0-9+/]{43}=/g,
];

/** Who may come to read a word: a house's members, or nobody. */
export type Audience = "A" | "B" | "nobody";

export interface Canary {
  readonly what: string;
  readonly audience: Audience;
  /** Whose own it is, who may always read it. */
  readonly personId?: string;
}

/** Words that must not be read by others, with what they stand for. */
export class Canaries {
  readonly #known = new Map<string, Canary>();

  /** Remembers a word that was planted, or an id or a digest as the database made it. What was said last counts. */
  add(word: string, what: string, audience: Audience, personId?: string): void {
    if (!shapes.some((shape) => word.match(shape)?.[0] === word)) {
      throw new Error(`${what}: nothing would find "${word}" again.`);
    }
    this.#known.set(word, { what, audience, ...(personId && { personId }) });
  }

  get size(): number {
    return this.#known.size;
  }

  /** Those that stand in a text. */
  in(text: string): ReadonlyMap<string, Canary> {
    const words = shapes.flatMap((shape) => text.match(shape) ?? []);
    const found = words.map((word) => [word, this.#known.get(word)] as const);
    return new Map(found.filter((pair): pair is [string, Canary] => pair[1] !== undefined));
  }
}
