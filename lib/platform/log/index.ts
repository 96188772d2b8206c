import { pino } from "pino";
import { createLog } from "./create-log.ts";
import { createRedact, type Redact } from "./redact-text.ts";

export { createLog } from "./create-log.ts";
export { logConsole, logCrashes } from "./process.ts";
export { createRedact, type Redact } from "./redact-text.ts";
export { requestId, withRequest } from "./request.ts";

let redact: Redact | undefined;

/** What of a text may be written down. Knows the environment as it was at the first call. */
export function redactText(text: string): string {
  redact ??= createRedact(process.env, process.cwd());
  return redact(text);
}

/** Structured log on standard error. Secrets are redacted here, whatever a caller passes. */
export const log = createLog(pino.destination({ dest: 2, sync: true }), {
  level: process.env.ETNA_LOG_LEVEL ?? "info",
  redact: redactText,
});
