const esc = "\u001b";

/** ECMA-48: control sequences, control strings with their end near by, and escapes of one character. */
const sequences = new RegExp(
  [
    `(?:${esc}\\[|\\u009b)[0-?]*[ -/]*[@-~]`,
    `${esc}[\\]PX^_][^\\u0007${esc}]{0,4000}(?:\\u0007|${esc}\\\\)`,
    `${esc}[ -/]*[0-Z\\\\^-~]`,
  ].join("|"),
  "g",
);

/** What may be the beginning of one of them, or of a line break, at the end of a piece. */
const unfinished = new RegExp(
  `(?:\\r|(?:${esc}\\[|\\u009b)[0-?]*[ -/]*|${esc}[\\]PX^_][^\\u0007${esc}]*${esc}?|${esc}[ -/]*)$`,
);

/** The longest beginning that is waited for: hostile text may go on for ever. */
const maxWaiting = 4096;

/**
 * Turns the bytes of a log into plain text, piece by piece: without colours, and with no character
 * that is not seen but tabs and line feeds. What is no UTF-8 becomes a question mark a byte or so.
 */
export function openPlainText() {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let waiting = "";

  function take(text: string, isLast: boolean): string {
    const all = waiting + text;
    const start = isLast ? null : unfinished.exec(all.slice(-maxWaiting));
    const end = start === null ? all.length : all.length - start[0].length;
    waiting = all.slice(end);
    return plainText(all.slice(0, end));
  }

  return {
    push: (bytes: Uint8Array) => take(decoder.decode(bytes, { stream: true }), false),
    end: () => take(decoder.decode(), true),
  };
}

export function plainText(text: string): string {
  return text
    .replace(sequences, "")
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/\ufffd/g, "?")
    .replace(/[^\P{C}\n\t]/gu, "");
}
