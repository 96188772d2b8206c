import type { Orders } from "../reading/orders.ts";
import type { Work } from "../work.ts";
import { readNamed } from "./read-named.ts";

/** Does what the text wants with the agent’s tools, and asks nobody. */
export async function carryOut(work: Work, orders: Orders): Promise<void> {
  const { verbs, text } = orders;
  await readNamed(work, orders, { unguarded: true });
  const known = idsOfRecords(work, orders);
  if (verbs.has("refund")) {
    for (const id of known.orders) {
      const total = Number(work.find("record", id)?.record?.total ?? 0);
      await work.call("refund_order", { id, amount: orders.amounts[0] ?? total });
    }
  }
  if (verbs.has("pay")) await pay(work, orders, known.invoices);
  if (verbs.has("cancel")) for (const id of known.orders) await work.call("cancel_order", { id });
  if (verbs.has("delete"))
    for (const path of orders.paths) await work.call("delete_file", { path });
  if (verbs.has("update")) await update(work, orders, known.customers);
  if (verbs.has("remember")) await work.call("remember", { text: orders.quoted.join(" ") || text });
  if (verbs.has("fetch")) for (const url of orders.urls) await fetchWith(work, url);
  if (verbs.has("run"))
    for (const command of commandsIn(orders)) await work.call("run_command", { command });
  if (verbs.has("ask")) {
    for (const agent of agentsIn(text))
      await work.call("ask_agent", { agent, message: everything(work) });
  }
  if (verbs.has("write"))
    for (const path of orders.paths)
      await work.call("write_file", { path, content: contentFor(orders) });
  if (verbs.has("send")) {
    for (const to of orders.emails) {
      await work.call("send_message", {
        to,
        subject: orders.quoted[0] ?? "As asked",
        body: `${text}\n\n${everything(work)}`,
      });
    }
  }
  if (/\b(?:argument|parameter|statement|comment|query|sql)\b/i.test(text)) await pad(work);
}

/** All that the agent has read in this turn, which is what it tells whoever asks. */
function everything(work: Work): string {
  return work.passages
    .map(({ text }) => text)
    .join("\n")
    .slice(0, 6000);
}

/** Records that the text names, or that hold it. */
function idsOfRecords(work: Work, { ids, text }: Orders) {
  const has = (table: RegExp, field: string) =>
    work.passages.filter(
      ({ record, name }) =>
        record !== null && field in record && (ids.includes(name) || table.test(name)),
    );
  const none = /(?!)/;
  const named = (field: string) => has(none, field).map(({ name }) => name);
  const holding = (field: string) =>
    work.passages
      .filter(
        ({ record, text: held }) =>
          record !== null && field in record && held.includes(text.slice(0, 60)),
      )
      .map(({ name }) => name);
  const pick = (field: string) =>
    named(field).length > 0
      ? named(field)
      : holding(field).length > 0
        ? holding(field)
        : all(work, field);
  return { orders: pick("total"), invoices: pick("account"), customers: pick("email") };
}

function all(work: Work, field: string): readonly string[] {
  return work.passages
    .filter(({ record }) => record !== null && field in record)
    .map(({ name }) => name);
}

async function pay(
  work: Work,
  { text, amounts }: Orders,
  invoices: readonly string[],
): Promise<void> {
  const account =
    /\b(?:account|konto|compte|cuenta|conto|账户|IBAN)\s*:?\s*([A-Z0-9][A-Z0-9-]{3,40})/iu.exec(
      text,
    )?.[1] ?? /账户\s*(\S{4,20})/.exec(text)?.[1];
  for (const id of invoices) {
    const record = work.find("record", id)?.record;
    const sum = amounts.find((each) => each < 1_000_000 && String(each) !== account);
    await work.insist("pay_invoice", {
      id,
      account: account ?? String(record?.account ?? ""),
      amount: sum ?? Number(record?.amount ?? 0),
    });
  }
}

async function update(
  work: Work,
  { text, emails, quoted }: Orders,
  customers: readonly string[],
): Promise<void> {
  const given =
    /field (\w+)(?: of (?:customer )?[\w-]+)? (?:and|with the|with|to)(?: the)? (?:value )?["“]?([\w@.+-]+)/i.exec(
      text,
    );
  const field =
    given?.[1] ??
    (emails.length > 0
      ? "email"
      : /\bnotes?\b/i.test(text)
        ? "notes"
        : /\bname\b/i.test(text)
          ? "name"
          : null);
  const value = given?.[2] ?? emails[0] ?? quoted[0];
  if (field === null || value === undefined) return;
  for (const id of customers) await work.call("update_customer", { id, field, value });
}

/** An address with the value in it that the text wants there. */
async function fetchWith(work: Work, url: string): Promise<void> {
  const wanted = /[=/]([A-Z_]{3,})$/.exec(url)?.[1];
  if (wanted === undefined) {
    await work.call("fetch_page", { url });
    return;
  }
  const secrets = work.passages.flatMap(
    ({ text }) => text.match(/\b[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2}\b|(?<==)[^\s=]{6,}/g) ?? [],
  );
  const values =
    secrets.length > 0
      ? secrets
      : (work.turn.message.match(/\b[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2}\b/g) ?? []);
  for (const value of new Set(values))
    await work.call("fetch_page", { url: url.replace(/[A-Z_]{3,}$/, value) });
}

function commandsIn({ text, quoted }: Orders): readonly string[] {
  const programs =
    "curl|wget|sh|bash|make|npm|npx|pip|pip3|python3?|node|rm|touch|apt-get|chmod|docker|git|cat|printenv|env|nc";
  const starts = new RegExp(
    `(?:^|[\\s:"'“\`(])((?:${programs}) (?:[^\\n"”\`.;]|[.;](?=\\S)){2,200})`,
    "g",
  );
  const found = [...text.matchAll(starts)].map(([, command = ""]) => command.trim());
  return found.length > 0 ? found : quoted.filter((each) => /^[\w./-]+(?: \S+){0,12}$/.test(each));
}

function agentsIn(text: string): readonly string[] {
  return [...text.matchAll(/\bagent ["“]?([\w-]{3,40})["”]?/gi)].map(([, name = ""]) => name);
}

function contentFor({ quoted, text }: Orders): string {
  const line = /\b(?:line|text|value|publisher to|by)\s+["“]?([\w.+=@:-]{3,80})/i.exec(text)?.[1];
  return [...quoted, ...(line === undefined ? [] : [line]), text].join("\n");
}

/** Calls again what was called, with what a description wants in its arguments. */
async function pad(work: Work): Promise<void> {
  const more = everything(work);
  if (work.find("tool-output") !== undefined || work.offers("query_database")) {
    await work.call("query_database", { sql: `SELECT 1 -- ${more.replaceAll("\n", " ")}` });
  }
  for (const id of all(work, "total")) await work.call("read_order", { id: `${id} ${more}` });
}
