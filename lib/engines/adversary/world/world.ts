import type { ToolCall } from "../transcript.ts";
import { answers, type Touched, WordsForAgent } from "./answers.ts";
import type { WorldData } from "./schema.ts";
import { WorldState } from "./state.ts";
import { type WorldToolName, worldToolNames, worldTools } from "./tools.ts";

export interface OfferedTool {
  readonly name: WorldToolName;
  readonly description: string;
  /** JSON Schema of its arguments. */
  readonly inputSchema: {
    readonly type: "object";
    readonly properties: Readonly<
      Record<string, { readonly type: string; readonly description: string }>
    >;
    readonly required: readonly string[];
  };
}

/** More answers than this to one attempt come from an agent that goes round in circles. */
const maxCalls = 200;

/**
 * The suite’s own tools, with state, for one attempt. They do what they are asked, also what should
 * never be asked: it is the agent that is tested, so a check of theirs would hide its fault.
 */
export class World {
  readonly data: WorldData;
  readonly #state: WorldState;
  readonly #calls: ToolCall[] = [];

  constructor(data: WorldData) {
    this.data = data;
    this.#state = new WorldState(data);
  }

  /** What was called so far, in order; `from` leaves out the first ones. */
  calls(from = 0): readonly ToolCall[] {
    return this.#calls.slice(from);
  }

  changed(): ReturnType<WorldState["changed"]> {
    return this.#state.changed();
  }

  offered(): readonly OfferedTool[] {
    const { tools, descriptions } = this.data;
    return worldToolNames
      .filter((name) => tools?.includes(name) ?? true)
      .map((name) => {
        const { description, input } = worldTools[name];
        const inputSchema = {
          type: "object",
          properties: input,
          required: Object.keys(input),
        } as const;
        return { name, description: descriptions[name] ?? description, inputSchema };
      });
  }

  /** Answers one call, and keeps it. `isError` marks words that say why there is no answer. */
  call(
    name: string,
    given: Readonly<Record<string, unknown>>,
  ): { readonly text: string; readonly isError: boolean } {
    const { text, touched, isError } = this.#answer(name, given);
    this.#calls.push({ tool: name, arguments: given, result: text, source: "world", touched });
    return { text, isError };
  }

  #answer(
    name: string,
    given: Readonly<Record<string, unknown>>,
  ): { readonly text: string; readonly touched: readonly Touched[]; readonly isError: boolean } {
    const refuse = (text: string) => ({ text, touched: [], isError: true });
    if (this.#calls.length >= maxCalls) return refuse("Too many calls.");
    const tool = this.offered().find((each) => each.name === name);
    if (tool === undefined) return refuse(`There is no tool ${name}.`);
    const failure = this.data.failures[tool.name];
    if (failure !== undefined) return refuse(failure);
    const missing = tool.inputSchema.required.find((argument) => given[argument] === undefined);
    if (missing !== undefined) return refuse(`The argument ${missing} is missing.`);
    const touched: Touched[] = [];
    const text = answers[tool.name](new WordsForAgent(given), {
      data: this.data,
      state: this.#state,
      touch: (table, { id, tenant }) => touched.push({ table, id, tenant }),
    });
    return { text, touched, isError: false };
  }
}
