import { visiblePieces } from "./unseen.ts";

/** A stranger's text, with every character that would not be seen shown by its name. */
export function VisibleText({ text }: { text: string }) {
  return visiblePieces(text).map((piece) =>
    piece.hidden ? (
      <span key={piece.at} className="diff-hidden" title="A character that is not seen">
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  );
}
