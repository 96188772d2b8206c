import { Fragment } from "react";
import { VisibleText } from "../ui/visible-text.tsx";

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text of a stranger's with the given places marked; places may lie in one another. */
export function MarkedText({ text, spans }: { text: string; spans: readonly Span[] }) {
  const pieces = piecesOf(text, spans);
  return pieces.map(({ from, words, marked }) => (
    <Fragment key={from}>
      {marked ? (
        <mark>
          <VisibleText text={words} />
        </mark>
      ) : (
        <VisibleText text={words} />
      )}
    </Fragment>
  ));
}

/** The text in pieces, in order; what several spans share is marked once. */
export function piecesOf(text: string, spans: readonly Span[]) {
  const pieces: { readonly from: number; readonly words: string; readonly marked: boolean }[] = [];
  let at = 0;
  const add = (to: number, marked: boolean) => {
    if (to > at) pieces.push({ from: at, words: text.slice(at, to), marked });
    at = Math.max(at, to);
  };
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    add(Math.min(start, text.length), false);
    add(Math.min(end, text.length), true);
  }
  add(text.length, false);
  return pieces;
}
