import { faultOf, TargetFault } from "./fault.ts";
import { inTime, type Turn } from "./turn.ts";

/**
 * The pieces of a stream as they come, to an end by size, by silence and with the turn. What ends it is
 * thrown as a fault; a stream that is not read on is cancelled.
 */
export async function* bounded(
  stream: ReadableStream<Uint8Array>,
  turn: Turn,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = stream.getReader();
  let sizeBytes = 0;
  let isWhole = false;
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read(), turn.silenceMs, turn);
      if (done) break;
      sizeBytes += value.byteLength;
      if (sizeBytes > turn.maxBytes) {
        throw new TargetFault("too_large", `The answer is larger than ${turn.maxBytes} bytes.`);
      }
      yield value;
    }
    isWhole = true;
  } catch (error) {
    throw faultOf(error);
  } finally {
    // Nobody waits for a target to agree that its answer is not read on.
    if (!isWhole) reader.cancel().catch(() => undefined);
  }
}

/** All of it as text; what is no UTF-8 is replaced. */
export async function boundedText(
  stream: ReadableStream<Uint8Array> | null,
  turn: Turn,
): Promise<string> {
  if (stream === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of bounded(stream, turn)) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}

/** The same stream with the bounds on it, for a library that reads it by itself. */
export function boundedStream(
  stream: ReadableStream<Uint8Array>,
  turn: Turn,
  onFault: (fault: TargetFault) => void,
): ReadableStream<Uint8Array> {
  const pieces = bounded(stream, turn);
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          const fault = faultOf(error);
          onFault(fault);
          throw fault;
        }
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
}
