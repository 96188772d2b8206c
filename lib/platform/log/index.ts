import { pino } from "pino";

/** Structured log on standard error. Secrets are redacted here, whatever a caller passes. */
export const log = pino(
  {
    name: "etna",
    level: process.env.ETNA_LOG_LEVEL ?? "info",
    redact: {
      paths: [
        "*.token",
        "*.secret",
        "*.password",
        "*.authorization",
        "*.cookie",
        "token",
        "secret",
        "password",
      ],
      censor: "[redacted]",
    },
  },
  pino.destination({ dest: 2, sync: true }),
);
