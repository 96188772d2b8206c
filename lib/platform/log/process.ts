import { format, types } from "node:util";
import type { Logger } from "pino";

const levels = {
  debug: "debug",
  log: "info",
  info: "info",
  warn: "warn",
  error: "error",
  trace: "debug",
} as const;

/**
 * What libraries say through the console goes into the log instead, redacted like all that is in it,
 * and an error of theirs as one. For processes that nobody watches on a terminal.
 */
export function logConsole(log: Logger): void {
  for (const [method, level] of Object.entries(levels)) {
    Reflect.set(console, method, (...said: readonly unknown[]) => {
      const err = said.find((each) => types.isNativeError(each));
      const words = format(...said.filter((each) => each !== err));
      if (err === undefined) log[level](words);
      else log[level]({ err, ...(words !== "" && { said: words }) });
    });
  }
}

/** An error that nobody caught ends the process, with a line of the log in place of Node's own words. */
export function logCrashes(log: Logger): void {
  process.on("uncaughtException", (err: unknown, origin) => {
    log.fatal({ err, origin }, "the process ends: nobody caught an error");
    process.exit(1);
  });
}
