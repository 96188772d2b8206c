import fc from "fast-check";
import { fromBase64, toBase64 } from "#lib/base/index.ts";

export interface Mutant {
  /** How it was changed, from `mutations`. */
  readonly kind: string;
  /** Which member, without the places in lists: `verificationMaterial.tlogEntries.logIndex`. */
  readonly field: string;
  /** The whole bundle as text, the only form that every verifier takes. */
  readonly text: string;
}

type Tree = { [key: string]: unknown };
type Slot = readonly [holder: Tree, key: string, path: string];

interface Draw {
  readonly slot: Slot;
  readonly slots: readonly Slot[];
  readonly at: number;
  /** Bundles that are good in themselves: of the same log, and of another. */
  readonly others: readonly unknown[];
  readonly bundle: Tree;
}

/** Changes the drawn bundle; what only text can say comes back as a change of the text. */
type Rewrite = (text: string) => string;
type Mutation = (draw: Draw) => Rewrite | undefined;

const wrongTypes: readonly unknown[] = [null, true, false, 0, 7, -1, "", "A", "0", [], {}, [[]]];
const hugeNumbers = ["9007199254740993", "1e308", "-1e308", "99999999999999999999", "0.1", "1e5"];
const reservedNames = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];
const givenTwice = "a member given twice";
/** Stands for what JSON.stringify cannot write, and is replaced in the text. */
const mark = "\u2063mark\u2063";

const mutations: Readonly<Record<string, Mutation>> = {
  "a bit flipped": ({ slot, at }) => put(slot, flipBit(valueIn(slot), at)),
  "a member left out": ({ slot: [holder, key] }) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else Reflect.deleteProperty(holder, key);
    return undefined;
  },
  [givenTwice]: ({ slot, slots, at }) => {
    const [holder, key] = slot;
    if (Array.isArray(holder)) {
      holder.push(structuredClone(holder[Number(key)]));
      return undefined;
    }
    const name = JSON.stringify(key);
    const again = JSON.stringify(valueIn(pick(slots, at)));
    const first = JSON.stringify(valueIn(slot));
    put(slot, mark);
    return (text) => text.replace(JSON.stringify(mark), () => `${again},${name}:${first}`);
  },
  "a member more": ({ slot, at }) => {
    const value = valueIn(slot);
    const holder = typeof value === "object" && value !== null ? (value as Tree) : slot[0];
    const extra = pick(wrongTypes, at);
    if (Array.isArray(holder)) holder.push(extra);
    else holder[`extra${at % 7}`] = extra;
    return undefined;
  },
  "two members swapped": ({ slot, slots, at }) => {
    const other = pick(slots, at);
    const [a, b] = [structuredClone(valueIn(slot)), structuredClone(valueIn(other))];
    put(slot, b);
    return put(other, a);
  },
  "one member copied over another": ({ slot, slots, at }) =>
    put(slot, structuredClone(valueIn(pick(slots, at)))),
  "another type": ({ slot, at }) => put(slot, pick(wrongTypes, at)),
  "text cut short, or written otherwise": ({ slot, at }) => put(slot, respelled(valueIn(slot), at)),
  "a huge or broken number": ({ slot, at }) => {
    put(slot, mark);
    return (text) => text.replace(JSON.stringify(mark), pick(hugeNumbers, at));
  },
  "a number where text belongs": ({ slot }) => {
    const value = valueIn(slot);
    return put(slot, typeof value === "string" && /^\d+$/.test(value) ? Number(value) : 1);
  },
  "a name of every object's prototype": ({ slot, at }) => {
    const [holder] = slot;
    const member = `${JSON.stringify(pick(reservedNames, at))}:{"ok":true}`;
    if (Array.isArray(holder)) holder.push(mark);
    else holder[mark] = 1;
    return (text) =>
      text
        .replace(`${JSON.stringify(mark)}:1`, member)
        .replace(JSON.stringify(mark), `{${member}}`);
  },
  "a part of another good bundle": ({ slot, at, others }) => {
    const path = slot[2].split("/");
    const found = path.reduce<unknown>(
      (tree, key) => (tree as Tree | undefined)?.[key],
      pick(others, at),
    );
    return put(slot, structuredClone(found));
  },
  "deep nesting": ({ slot, at }) => {
    const depth = 20 + (at % 2000);
    put(slot, mark);
    const value =
      at % 2 === 0
        ? "[".repeat(depth) + "]".repeat(depth)
        : `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
    return (text) => text.replace(JSON.stringify(mark), value);
  },
  "a character of the file changed, added or lost": ({ at }) => {
    return (text) => {
      const place = Math.floor(at / 512) % text.length;
      const char = String.fromCharCode(at % 128);
      const how = Math.floor(at / 128) % 4;
      return text.slice(0, place) + (how < 3 ? char : "") + text.slice(place + (how === 1 ? 0 : 1));
    };
  },
};

/** So many different mutants of a good bundle, the same at every run; none says the same as it did. */
export function mutantsOf(
  bundle: unknown,
  others: readonly unknown[],
  count: number,
  seed: number,
): readonly Mutant[] {
  const kinds = Object.entries(mutations);
  const same = JSON.stringify(bundle);
  const draws = fc.sample(fc.tuple(fc.nat(2 ** 30), fc.nat(2 ** 30)), {
    seed,
    numRuns: count * 3,
  });
  const mutants = new Map<string, Mutant>();
  for (const [number, [where, at]] of draws.entries()) {
    const [kind, mutate] = pick(kinds, number);
    const copy = structuredClone(bundle) as Tree;
    const slots = slotsOf(copy, "");
    const slot = pick(slots, where);
    const rewrite = mutate({ slot, slots, at, others, bundle: copy });
    const text = rewrite?.(JSON.stringify(copy)) ?? JSON.stringify(copy);
    const isSame = kind !== givenTwice && saysTheSame(text, same);
    if (isSame || mutants.has(text)) continue;
    const field = kind.startsWith("a character")
      ? "the file"
      : slot[2].replaceAll(/\/\d+/g, "").replaceAll("/", ".");
    mutants.set(text, { kind, field, text });
    if (mutants.size === count) break;
  }
  return [...mutants.values()];
}

/** White space, for one, is no change. */
function saysTheSame(text: string, same: string): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === same;
  } catch {
    return false;
  }
}

function slotsOf(tree: Tree, path: string): readonly Slot[] {
  return Object.entries(tree).flatMap(([key, value]): readonly Slot[] => {
    const here = path === "" ? key : `${path}/${key}`;
    const own: Slot = [tree, key, here];
    const isTree = value !== null && typeof value === "object";
    return isTree ? [own, ...slotsOf(value as Tree, here)] : [own];
  });
}

function pick<T>(items: readonly T[], at: number): T {
  return items[at % items.length] as T;
}

function valueIn([holder, key]: Slot): unknown {
  return holder[key];
}

function put([holder, key]: Slot, value: unknown): undefined {
  holder[key] = value;
}

function flipBit(value: unknown, at: number): unknown {
  if (typeof value !== "string" || value === "") return at;
  const bytes = fromBase64(value);
  if (bytes === null || bytes.length === 0) {
    const place = at % value.length;
    const flipped = String.fromCharCode(value.charCodeAt(place) ^ (1 << (at % 7)));
    return value.slice(0, place) + flipped + value.slice(place + 1);
  }
  const place = at % bytes.length;
  bytes[place] = (bytes[place] ?? 0) ^ (1 << (at % 8));
  return toBase64(bytes);
}

/** Looser readers take some of these for the same. */
function respelled(value: unknown, at: number): unknown {
  if (typeof value !== "string") return String(value);
  const ways = [
    value.slice(0, at % (value.length + 1)),
    value.replace(/=+$/, ""),
    value.replaceAll("+", "-").replaceAll("/", "_"),
    `${value}=`,
    `${value}\n`,
    ` ${value}`,
    `0${value}`,
    value.replace(/(.)(=*)$/, (_, last: string, end: string) => nextDigit(last) + end),
    value.toUpperCase(),
  ];
  return pick(ways, at >> 4);
}

function nextDigit(digit: string): string {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return digits[(digits.indexOf(digit) + 1) % 64] ?? "A";
}
