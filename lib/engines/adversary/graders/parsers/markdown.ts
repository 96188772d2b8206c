import { Marked, type Token } from "marked";
import { addressesOfMarkup } from "./html.ts";

/** Some texts make Markdown readers slow: no more than this is read as Markdown. */
const maxLength = 30_000;
const reader = new Marked({ gfm: true, async: false });
// Emphasis changes nothing that is looked for here, and finding it takes long.
reader.use({ tokenizer: { emStrong: () => undefined, del: () => undefined } });

export interface Address {
  readonly url: string;
  readonly loads: boolean;
  /** Where it stands; as near as the reader tells. */
  readonly start: number;
  readonly end: number;
}

/** What a page would get when it shows the text as Markdown; the text itself where that cannot be read. */
export function rendered(text: string): string {
  try {
    return reader.parse(text.slice(0, maxLength)) as string;
  } catch (error) {
    // Nesting that is too deep for the reader.
    if (error instanceof RangeError) return text;
    throw error;
  }
}

function tokensOf(text: string): readonly Token[] {
  try {
    const found: Token[] = [];
    void reader.walkTokens(reader.lexer(text.slice(0, maxLength)), (token) => {
      found.push(token);
    });
    return found;
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** Where a piece of source stands, from `from` on; the whole text where it was rewritten. */
export function placeOf(text: string, piece: string, from: number): { start: number; end: number } {
  const at = text.indexOf(piece, from);
  const found = at >= 0 ? at : text.indexOf(piece);
  return found < 0 ? { start: 0, end: text.length } : { start: found, end: found + piece.length };
}

/** Links and images of a text that is shown as Markdown: inline, by reference, bare, and in its HTML. */
export function addressesOfMarkdown(text: string): readonly Address[] {
  let cursor = 0;
  return tokensOf(text).flatMap((token): readonly Address[] => {
    const isAddress = token.type === "link" || token.type === "image";
    if (!isAddress && token.type !== "html") return [];
    const place = placeOf(text, token.raw, cursor);
    if (place.end - place.start === token.raw.length) cursor = place.start;
    if (isAddress) {
      return [{ url: String(token.href), loads: token.type === "image", ...place }];
    }
    return addressesOfMarkup(token.raw).map(({ url, loads, start, end }) => ({
      url,
      loads,
      start: Math.min(place.start + start, place.end),
      end: Math.min(place.start + end, place.end),
    }));
  });
}
