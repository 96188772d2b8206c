import type { Decoded, Decoder, TextRange } from "./decoder.ts";
import { type Folded, type FoldKind, fold } from "./fold.ts";
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
/** Characters of decoded texts that are looked into for more. Of the text itself all are. */
const maxLookedInto = 4_000_000;
const maxLayers = 20_000;
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
  locate(start: number, end: number): TextRange {
    if (this.#parent === null || this.#from === null) return { start, end };
    const { rangeOf } = this.#from;
    if (rangeOf === null || end <= start) {
      return this.#parent.locate(this.#from.start, this.#from.end);
    }
    const [first, last] = [rangeOf(start), rangeOf(end - 1)];
    return this.#parent.locate(Math.min(first.start, last.start), Math.max(first.end, last.end));
  }
}

/**
 * The text and everything that it could mean when encodings are undone, at most three deep, the least
 * hidden first. The work is bounded by the text’s length and a constant.
 */
export function layersOf(text: string): readonly Layer[] {
  const layers = [new Layer(text, [], null, null)];
  const known = new Set([text]);
  let left = maxLookedInto;
  for (let index = 0; index < layers.length && layers.length < maxLayers; index++) {
    const layer = layers[index];
    if (layer === undefined || layer.chain.length >= maxDepth) break;
    if (!layer.isOriginal && layer.text.length > left) continue;
    if (!layer.isOriginal) left -= layer.text.length;
    for (const decoded of decodedOf(layer)) {
      if (known.has(decoded.text)) continue;
      known.add(decoded.text);
      layers.push(decoded);
      if (layers.length >= maxLayers) break;
    }
  }
  return layers;
}

function* decodedOf(layer: Layer): Iterable<Layer> {
  for (const decoder of decoders) {
    const isWhole = wholeDecoders.includes(decoder);
    if (isWhole && (layer.text.length > maxWhole || decoder.name === layer.chain.at(-1))) continue;
    for (const decoded of decoder.decode(layer.text)) {
      yield new Layer(decoded.text, [...layer.chain, decoder.name], layer, decoded);
    }
  }
}
