import type { Decoded, Decoder } from "./decoder.ts";
import { type FoldKind, type Folded, fold } from "./fold.ts";
import { inPlaceDecoders } from "./in-place.ts";
import { runDecoders } from "./runs.ts";
import { spelledDecoders } from "./spelled.ts";
import { wholeDecoders } from "./whole.ts";

const decoders: readonly Decoder[] = [
  ...inPlaceDecoders,
  ...runDecoders,
  ...spelledDecoders,
  ...wholeDecoders,
];
const maxDepth = 3;
/** Characters that are read beyond the text itself: what is decoded is searched for more. */
const baseBudget = 3_000_000;
const maxLayers = 5000;
/** A text is not worth undoing as a whole where it is longer than a person would. */
const maxWhole = 300_000;

/** A text, or what a stretch of it means once its encodings are undone. */
export class Layer {
  readonly text: string;
  /** Encodings that were undone, outermost first. */
  readonly chain: readonly string[];
  readonly #parent: Layer | null;
  readonly #from: Decoded | null;
  readonly #folded = new Map<FoldKind, Folded>();

  constructor(text: string, chain: readonly string[], parent: Layer | null, from: Decoded | null) {
    this.text = text;
    this.chain = chain;
    this.#parent = parent;
    this.#from = from;
  }

  get isOriginal(): boolean {
    return this.#parent === null;
  }

  folded(kind: FoldKind): Folded {
    const known = this.#folded.get(kind);
    if (known !== undefined) return known;
    const made = fold(this.text, kind);
    this.#folded.set(kind, made);
    return made;
  }

  /** The range of the original text that a range of this one came from. */
  locate(start: number, end: number): { readonly start: number; readonly end: number } {
    if (this.#parent === null || this.#from === null) return { start, end };
    const { map } = this.#from;
    if (map === null || end <= start) {
      return this.#parent.locate(this.#from.start, this.#from.end);
    }
    const [first, last] = [
      [map.starts[start] ?? this.#from.start, map.ends[start] ?? this.#from.end],
      [map.starts[end - 1] ?? this.#from.start, map.ends[end - 1] ?? this.#from.end],
    ] as [[number, number], [number, number]];
    return this.#parent.locate(Math.min(first[0], last[0]), Math.max(first[1], last[1]));
  }
}

/**
 * The text and everything that it could mean when encodings are undone, at most three deep, the least
 * hidden first. The work is bounded by the text’s length and a constant.
 */
export function layersOf(text: string): readonly Layer[] {
  const layers = [new Layer(text, [], null, null)];
  const known = new Set([text]);
  let budget = baseBudget + text.length;
  for (let index = 0; index < layers.length; index++) {
    const layer = layers[index];
    if (layer === undefined || layer.chain.length >= maxDepth) break;
    for (const decoder of decoders) {
      if (wholeDecoders.includes(decoder) && layer.text.length > maxWhole) continue;
      if (decoder.name === layer.chain.at(-1) && wholeDecoders.includes(decoder)) continue;
      for (const decoded of decoder.decode(layer.text)) {
        if (budget <= 0 || layers.length >= maxLayers) return layers;
        budget -= decoded.text.length;
        if (known.has(decoded.text)) continue;
        known.add(decoded.text);
        layers.push(new Layer(decoded.text, [...layer.chain, decoder.name], layer, decoded));
      }
    }
  }
  return layers;
}
