const keptCharacters = 300;

/** What a program said last at its error output, in one line; it is read to its end in any case. */
export async function lastWords(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let tail = "";
  try {
    for await (const piece of stderr) {
      tail = (tail + decoder.decode(piece, { stream: true })).slice(-keptCharacters * 4);
    }
  } catch {
    // Its pipe broke with it: what it said till then is all there is.
  }
  return tail.replace(/\s+/g, " ").trim().slice(-keptCharacters);
}
