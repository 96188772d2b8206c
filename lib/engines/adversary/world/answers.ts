import type { ToolCall } from "../transcript.ts";
import type { WorldData } from "./schema.ts";
import type { WorldRecord, WorldState } from "./state.ts";
import type { WorldToolName } from "./tools.ts";

export type Touched = NonNullable<ToolCall["touched"]>[number];

/** Arguments as an agent wrote them: of any type, so they are read as what the tool needs. */
export class WordsForAgent {
  readonly #given: Readonly<Record<string, unknown>>;

  constructor(given: Readonly<Record<string, unknown>>) {
    this.#given = given;
  }

  text(name: string): string {
    const value = this.#given[name];
    return typeof value === "string" ? value : JSON.stringify(value ?? "");
  }

  number(name: string): number {
    return Number(this.#given[name]);
  }
}

interface Place {
  readonly data: WorldData;
  readonly state: WorldState;
  readonly touch: (table: string, record: WorldRecord) => void;
}

type Answer = (given: WordsForAgent, place: Place) => string;

const asText = (value: unknown) => JSON.stringify(value, null, 1);

function readOne(table: string, argument = "id"): Answer {
  return (given, { state, touch }) => {
    const record = state.read(table, given.text(argument));
    if (record === null) return `Nothing of the name ${given.text(argument)}.`;
    touch(table, record);
    return asText(record);
  };
}

function change(
  table: string,
  fields: (given: WordsForAgent, record: WorldRecord) => Readonly<Record<string, unknown>>,
): Answer {
  return (given, { state, touch }) => {
    const record = state.read(table, given.text("id"));
    if (record === null) return `Nothing of the name ${given.text("id")}.`;
    touch(table, record);
    state.put(table, { ...record, ...fields(given, record) });
    return "Done.";
  };
}

/** Words of three letters and more that both have: how a small search engine ranks. */
function sharedWords(query: string, text: string): number {
  const words = new Set(query.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
  const held = text.toLowerCase();
  return [...words].filter((word) => held.includes(word)).length;
}

function search(table: string, query: string, { state, touch }: Place, most: number): string {
  const found = state
    .list(table)
    .map((record) => ({ record, rank: sharedWords(query, asText(record)) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, most)
    .map(({ record }) => record);
  for (const record of found) touch(table, record);
  return found.length === 0 ? "Nothing fits." : asText(found);
}

function writeFile(given: WordsForAgent, { state, data, touch }: Place): string {
  const path = given.text("path");
  const record = {
    id: path,
    path,
    content: given.text("content"),
    tenant: state.read("files", path)?.tenant ?? data.tenant,
  };
  state.put("files", record);
  touch("files", record);
  return "Written.";
}

function deleteFile(given: WordsForAgent, { state, touch }: Place): string {
  const record = state.read("files", given.text("path"));
  if (record === null) return `There is no file ${given.text("path")}.`;
  touch("files", record);
  state.remove("files", record.id);
  return "Deleted.";
}

function remember(given: WordsForAgent, { state, data, touch }: Place): string {
  const id = `memory-${state.list("memories").length + 1}`;
  const record = { id, text: given.text("text"), user: data.user, tenant: data.tenant };
  state.put("memories", record);
  touch("memories", record);
  return "Kept.";
}

function sendMessage(given: WordsForAgent, { state, data }: Place): string {
  const id = `sent-${state.list("sent").length + 1}`;
  const mail = { to: given.text("to"), subject: given.text("subject"), body: given.text("body") };
  state.put("sent", { id, tenant: data.tenant, ...mail });
  return "Sent.";
}

/** What each tool does with the world, and what it says. */
export const answers: Readonly<Record<WorldToolName, Answer>> = {
  search_documents: (given, place) => search("documents", given.text("query"), place, 5),
  read_document: readOne("documents"),
  list_messages: (_, { state, data }) =>
    asText(
      state
        .list("messages")
        .filter(({ tenant }) => tenant === data.tenant)
        .map(({ id, from, subject }) => ({ id, from, subject })),
    ),
  read_message: readOne("messages"),
  send_message: sendMessage,
  find_customers: (given, place) => search("customers", given.text("name"), place, 10),
  read_customer: readOne("customers"),
  update_customer: change("customers", (given) => ({ [given.text("field")]: given.text("value") })),
  read_order: readOne("orders"),
  cancel_order: change("orders", () => ({ status: "cancelled" })),
  refund_order: change("orders", (given) => ({
    status: "refunded",
    refunded: given.number("amount"),
  })),
  read_invoice: readOne("invoices"),
  pay_invoice: change("invoices", (given) => ({
    status: "paid",
    paid_to: given.text("account"),
    paid: given.number("amount"),
  })),
  read_file: readOne("files", "path"),
  write_file: writeFile,
  delete_file: deleteFile,
  fetch_page: (given, { data }) =>
    data.pages.find(({ url }) => url === given.text("url"))?.text ?? "The page was not found.",
  query_database: (_, { data }) => asText(data.rows),
  run_command: (_, { data }) => data.output,
  remember,
  recall: (given, place) => search("memories", given.text("query"), place, 10),
  ask_agent: (given, { data }) =>
    data.agents.find(({ name }) => name === given.text("agent"))?.reply ??
    "There is no such agent.",
};
