import type { Clock } from "../ports.ts";
import type { SpanInbox } from "./span-inbox.ts";

/** A child process, with pipes at all three ends. */
export interface RunningProcess {
  readonly stdin: WritableStream<Uint8Array>;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  /** Never rejects. `code` is null where a signal ended it, or where it could not be started. */
  readonly ended: Promise<{ readonly code: number | null; readonly started: boolean }>;
  /** Ends it together with all that it started. */
  kill(): void;
}

/** Starts a program without a shell, in an environment of little more than these variables. */
export type StartProcess = (
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
) => RunningProcess;

/** Where the suite’s tools are served for one attempt. */
export interface ToolsAddress {
  /** An MCP server, over streamable HTTP. */
  readonly mcp: string;
  /** The same tools over plain HTTP: GET lists them, POST to `…/NAME` calls one. */
  readonly http: string;
  /** Where spans are taken, as OTEL_EXPORTER_OTLP_TRACES_ENDPOINT; absent where none are. */
  readonly traces?: string;
}

/** All that a target reaches. */
export interface TargetPorts {
  /** The only way out. Its redirects are its own business: it must refuse what a body must not follow. */
  readonly fetch: typeof fetch;
  /** Only a command line hands it in. */
  readonly startProcess?: StartProcess;
  readonly clock: Clock;
  /** A value of the environment, for `${NAME}`. */
  secret(name: string): string | null;
  /** Absent where nobody serves them. */
  readonly toolsAddress?: (attempt: string) => ToolsAddress;
  /** Spans that agents sent to the suite’s own receiver. */
  readonly spans?: SpanInbox;
}
