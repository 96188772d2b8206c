import { openPlainText, plainText } from "./plain-log.ts";

/** A commit with more failed jobs fails for a common reason, most likely. */
export const maxFailingJobs = 5;
/** Of one log, from the network. */
const maxReadBytes = 32 * 1024 * 1024;
const maxTextBytes = 16 * 1024;
const maxHeadBytes = 2 * 1024;
/** What Etna itself says beside the log. */
const maxNoteBytes = 600;
const maxTailBytes = maxTextBytes - maxHeadBytes - maxNoteBytes - 200;

/**
 * A log's beginning and its end as plain text, 16 kB with what says how much is left out between.
 * Reads `maxReadBytes` and no more, and holds nothing but the two. `note` comes first, in brackets.
 */
export async function excerptOf(chunks: AsyncIterable<Uint8Array>, note?: string): Promise<string> {
  const plain = openPlainText();
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let [readBytes, plainBytes] = [0, 0];
  let isCut = false;
  const take = (text: string) => {
    const bytes = Buffer.from(text);
    const room = maxHeadBytes - head.length;
    if (room > 0) head = Buffer.concat([head, bytes.subarray(0, room)]);
    tail = Buffer.concat([tail, bytes.subarray(room)]).subarray(-maxTailBytes);
    plainBytes += bytes.length;
  };
  for await (const chunk of chunks) {
    const room = maxReadBytes - readBytes;
    take(plain.push(chunk.subarray(0, room)));
    readBytes += chunk.length;
    isCut = chunk.length > room;
    if (isCut) break;
  }
  take(plain.end());
  const leftOut = plainBytes - head.length - tail.length;
  const said =
    note === undefined ? "" : `[${whole(Buffer.from(note).subarray(0, maxNoteBytes))}]\n`;
  const between = leftOut === 0 ? "" : `\n[${leftOut} bytes are left out here.]\n`;
  const text =
    leftOut === 0 ? whole(Buffer.concat([head, tail])) : whole(head) + between + whole(tail);
  const rest = isCut ? `\n[The log goes on: of one log Etna reads ${maxReadBytes} bytes.]\n` : "";
  return said + text + rest;
}

export async function excerptOfText(text: string, note?: string): Promise<string> {
  return excerptOf(one(Buffer.from(text)), note);
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A job's name is as hostile as its log: one line of it. */
export function jobName(name: string): string {
  return plainText(name).replaceAll(/\s+/g, " ").trim().slice(0, 200) || "(no name)";
}

/** Without the parts of a character at either end that a cut has left. */
function whole(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("utf8")
    .replace(/^\ufffd+|\ufffd+$/g, "");
}
