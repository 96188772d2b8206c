import type { TextRange } from "../rule.ts";

/** A member of an object, at its path of keys. The range goes from its key to the end of its value. */
export interface JsonMember extends TextRange {
  readonly path: readonly string[];
  readonly valueStart: number;
}

interface Open {
  readonly kind: "{" | "[";
  key: { readonly text: string; readonly start: number } | null;
  valueStart: number;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Where the members of a JSON text stand, down to `depth` keys. The text has been parsed before: this
 * only finds places, so that a file can be changed without being written anew.
 */
export function jsonMembers(text: string, depth: number): readonly JsonMember[] {
  const found: JsonMember[] = [];
  const stack: Open[] = [];
  let end = 0;

  function close(): void {
    const open = stack.at(-1);
    if (open?.kind !== "{" || open.key === null) return;
    const keys = stack.flatMap(({ key }) => (key === null ? [] : [key.text]));
    const inObjects = stack.every(({ kind }) => kind === "{");
    if (inObjects && keys.length <= depth) {
      found.push({ path: keys, start: open.key.start, valueStart: open.valueStart, end });
    }
    open.key = null;
  }

  for (const match of text.matchAll(token)) {
    const [piece] = match;
    const open = stack.at(-1);
    if (piece === "}" || piece === "]") {
      close();
      stack.pop();
    } else if (piece === ",") close();
    else if (piece !== ":") {
      if (open?.kind === "{" && open.key === null && piece.startsWith('"')) {
        open.key = { text: String(JSON.parse(piece)), start: match.index };
        open.valueStart = -1;
      } else if (open !== undefined && open.valueStart < 0) open.valueStart = match.index;
      if (piece === "{" || piece === "[") stack.push({ kind: piece, key: null, valueStart: -1 });
    }
    if (piece !== ",") end = match.index + piece.length;
  }
  return found;
}

/** The member at this path of keys, or undefined. */
export function memberAt(
  members: readonly JsonMember[],
  ...path: readonly string[]
): JsonMember | undefined {
  return members.find(
    (member) =>
      member.path.length === path.length && member.path.every((key, at) => key === path[at]),
  );
}
