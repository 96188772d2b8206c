import { type DestinationStream, type Logger, pino } from "pino";
import { plainValues } from "./plain-values.ts";
import type { Redact } from "./redact-text.ts";
import { currentRequestId } from "./request.ts";

/** A log whose lines pass through `redact` as they are written, whoever wrote what into them. */
export function createLog(
  destination: DestinationStream,
  { level, redact }: { readonly level: string; readonly redact: Redact },
): Logger {
  return pino(
    {
      name: "etna",
      level,
      mixin: () => {
        const requestId = currentRequestId();
        return requestId === undefined ? {} : { requestId };
      },
      formatters: { log: plainValues },
      // Done by plainValues already.
      serializers: { err: (value: unknown) => value },
      hooks: { streamWrite: redact },
    },
    destination,
  );
}
