import { toHex } from "#lib/base/index.ts";
import type { SessionRequest, TurnRequest } from "../target.ts";
import type { TargetPorts } from "./ports.ts";
import type { Read, Reading } from "./read-answer.ts";
import type { SlotValues } from "./slots.ts";

/** One conversation as slots see it: what was said, and under which id. */
export class TemplateSession {
  readonly #request: SessionRequest;
  readonly #ports: TargetPorts;
  readonly #history: { readonly role: "user" | "assistant"; readonly content: string }[] = [];
  readonly #traceId = randomHex(16);
  #id: string | null;

  /** Where the target gives the id there is none before its first answer; else it is ours from the start. */
  constructor(request: SessionRequest, { session }: Pick<Reading, "session">, ports: TargetPorts) {
    this.#request = request;
    this.#ports = ports;
    this.#id = session === undefined ? `${request.attempt}-${request.session}` : null;
  }

  /** What each slot stands for in this turn; without one, between turns. */
  values(turn?: TurnRequest): SlotValues {
    const { attempt, system } = this.#request;
    const tools = this.#ports.toolsAddress?.(attempt);
    const said = turn === undefined ? [] : [{ role: "user", content: turn.text }];
    return {
      message: turn?.text,
      messages: [...this.#history, ...said],
      session: this.#id,
      documents: turn?.documents.map(({ name, text }) => ({ name, text })),
      system,
      attempt,
      tools_url: tools?.http,
      mcp_url: tools?.mcp,
      traces_url: tools?.traces,
      trace_id: this.#traceId,
      traceparent: `00-${this.#traceId}-${randomHex(8)}-01`,
    };
  }

  note(turn: TurnRequest, read: Read): void {
    this.#history.push(
      { role: "user", content: turn.text },
      { role: "assistant", content: read.text ?? "" },
    );
    if (read.session !== null && read.session !== "") this.#id = read.session;
  }
}

function randomHex(bytes: number): string {
  return toHex(crypto.getRandomValues(new Uint8Array(bytes)));
}
