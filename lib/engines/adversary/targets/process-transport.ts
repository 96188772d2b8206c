import {
  type JSONRPCMessage,
  ReadBuffer,
  serializeMessage,
  type Transport,
} from "@modelcontextprotocol/client";
import { utf8 } from "#lib/base/index.ts";
import { TargetFault } from "./fault.ts";
import { lastWords } from "./last-words.ts";
import type { RunningProcess } from "./ports.ts";

/** MCP over the pipes of a child process. `fault` says how it ended, where it ended by itself. */
export class ProcessTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #running: RunningProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #buffer: ReadBuffer;
  readonly #words: Promise<string>;
  #isClosed = false;
  fault: TargetFault | null = null;

  constructor(running: RunningProcess, maxBytes: number) {
    this.#running = running;
    this.#writer = running.stdin.getWriter();
    // The answer is quoted within a message.
    this.#buffer = new ReadBuffer({ maxBufferSize: maxBytes * 2 });
    this.#words = lastWords(running.stderr);
  }

  async start(): Promise<void> {
    this.#pump().catch((error: unknown) => {
      this.fault ??= new TargetFault(
        "too_large",
        "The program wrote a message that is too large.",
        {
          cause: error,
        },
      );
      return this.close();
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#writer.write(utf8(serializeMessage(message)));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#running.kill();
    this.onclose?.();
  }

  async #pump(): Promise<void> {
    for await (const piece of this.#running.stdout) {
      this.#buffer.append(Buffer.from(piece));
      this.#deliver();
    }
    const { code, started } = await this.#running.ended;
    const words = await this.#words;
    const how = started ? `ended with code ${code ?? "of a signal"}` : "could not be started";
    this.fault = new TargetFault("unavailable", `The program ${how}${words && `: ${words}`}`);
    await this.close();
  }

  /** A line that is no message is left: programs print what they should not. */
  #deliver(): void {
    for (;;) {
      try {
        const message = this.#buffer.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch (error) {
        this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}
