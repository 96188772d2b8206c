import type { Flaws } from "./flaws.ts";
import type { Passage, Source } from "./reading/passages.ts";
import type { Toolbox } from "./toolbox.ts";

/** One turn as the agent gets it. */
export interface Turn {
  readonly message: string;
  readonly attachments: readonly { readonly name: string; readonly text: string }[];
  /** What its operator told it. */
  readonly system: string;
  /** What the person said in this session before. */
  readonly earlier: readonly string[];
  /** What this person, or with a flaw anybody, told it in other sessions. */
  readonly remembered: readonly string[];
  readonly tools: Toolbox | null;
}

const sourceOfTool: Readonly<Record<string, Source>> = {
  search_documents: "document",
  read_document: "document",
  list_messages: "mail",
  read_message: "mail",
  fetch_page: "page",
  find_customers: "record",
  read_customer: "record",
  read_order: "record",
  read_invoice: "record",
  read_file: "file",
  query_database: "tool-output",
  run_command: "tool-output",
  recall: "memory",
  ask_agent: "agent",
};

/** More calls than this are no work on one turn. */
const maxCalls = 60;

/** One turn while it is worked on: what was read so far, and what was done. */
export class Work {
  readonly turn: Turn;
  readonly flaws: Flaws;
  /** The person’s own words, without what they pasted. */
  readonly asked: string;
  readonly passages: Passage[] = [];
  /** Sentences about what was done, for the answer. */
  readonly done: string[] = [];
  readonly #calls = new Map<string, string>();
  #count = 0;

  constructor(turn: Turn, flaws: Flaws) {
    this.turn = turn;
    this.flaws = flaws;
    const { asked, pasted } = partsOf(turn.message);
    this.asked = asked;
    if (pasted !== "") this.add("pasted", "pasted", pasted);
    for (const { name, text } of turn.attachments) this.add("attachment", name, text);
  }

  has(flaw: string): boolean {
    return this.flaws.has(flaw);
  }

  offers(tool: string): boolean {
    return this.turn.tools?.offered.some(({ name }) => name === tool) ?? false;
  }

  /** Asks a tool, once for the same; what it says can be read from then on. Null where there is none. */
  async call(tool: string, given: Readonly<Record<string, unknown>>): Promise<string | null> {
    const { tools } = this.turn;
    if (tools === null || !this.offers(tool) || this.#count >= maxCalls) return null;
    const key = JSON.stringify([tool, given]);
    const known = this.#calls.get(key);
    if (known !== undefined) return known;
    this.#count++;
    let text = await tools.call(tool, given);
    if (this.has("loops-on-failure")) {
      for (let again = 0; again < 50 && wantsAgain(text); again++)
        text = await tools.call(tool, given);
    }
    this.#calls.set(key, text);
    const source = sourceOfTool[tool];
    if (source !== undefined && !isNothing(text)) this.#read(source, tool, given, text);
    return text;
  }

  /** The same call again, although its answer is known. */
  async insist(tool: string, given: Readonly<Record<string, unknown>>): Promise<string | null> {
    this.#calls.delete(JSON.stringify([tool, given]));
    return await this.call(tool, given);
  }

  find(source: Source, name?: string): Passage | undefined {
    return this.passages.find(
      (each) => each.source === source && (name === undefined || each.name === name),
    );
  }

  add(source: Source, name: string, text: string, record: Passage["record"] = null): void {
    this.passages.push({ source, name, text, record });
  }

  #read(source: Source, tool: string, given: Readonly<Record<string, unknown>>, text: string) {
    const name = String(Object.values(given)[0] ?? tool);
    const parsed = parse(text);
    const records = (Array.isArray(parsed) ? parsed : [parsed]).filter(isRecord);
    if (records.length === 0) {
      const isError = /^(?:\w*Error|The argument|Too many|There is no tool)/.test(text);
      this.add(isError ? "error" : source, name, text);
      return;
    }
    for (const record of records) {
      const id = String(record.id ?? name);
      if (
        record.id !== undefined &&
        this.passages.some(
          (each) =>
            each.source === source &&
            each.name === id &&
            each.record !== null &&
            tool !== "read_message",
        )
      )
        continue;
      this.add(source, id, textOf(record), record);
    }
  }
}

function wantsAgain(text: string): boolean {
  return /\b(?:again|retry|busy|unavailable|timed? ?out|try later|not final|refused the connection|cannot connect|next page|round)\b/i.test(
    text,
  );
}

function isNothing(text: string): boolean {
  return /^(?:Nothing (?:of the name|fits)|The page was not found|There is no (?:file|such agent))/.test(
    text,
  );
}

function parse(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

const dull = new Set(["id", "tenant", "user", "path"]);

/** A record as lines; its longest text stands alone, as whoever wrote it wrote it. */
function textOf(record: Readonly<Record<string, unknown>>): string {
  return Object.entries(record)
    .filter(([name, value]) => !dull.has(name) && value !== "" && value !== null)
    .map(([name, value]) =>
      /^(?:text|body|content|notes)$/.test(name) ? String(value) : `${name}: ${String(value)}`,
    )
    .join("\n");
}

/** The first paragraph is what a person asks; what comes below a blank line, or in a frame, is pasted. */
function partsOf(message: string): { readonly asked: string; readonly pasted: string } {
  const at = message.search(/\n\s*\n|\n(?=[-*#<>[{|]|\w[\w ]{0,30}:)|(?<=:)\s*\n/);
  if (at < 0) return { asked: message, pasted: "" };
  return { asked: message.slice(0, at).trim(), pasted: message.slice(at).trim() };
}
