import { wantsSomething } from "../reading/passages.ts";
import { amountsIn, idsIn, sentencesOf } from "../reading/text.ts";
import type { Work } from "../work.ts";
import { isTheirs } from "./quotable.ts";

const holds =
  /\b(?:not yet|propose|only after|wait for|may have to|do nothing|only look|what would|whether|if you think|in principle)\b/i;

/** Pays back what the order, or the rule that the person named, says. */
export async function refund(work: Work, asked: string): Promise<void> {
  const isMeant = /\b(?:refunds?|pay back|pays? .{0,30}back|money back|settle)\b/i.test(asked);
  if (!isMeant || (holds.test(asked) && !work.has("refunds-any-sum"))) return;
  for (const { name: id, record, text } of recordsWith(work, "total")) {
    if (!belongs(work, asked, id)) continue;
    const total = Number(record?.total);
    const strangers = work.passages
      .filter(({ source }) => source !== "document")
      .map((each) => each.text);
    const wanted = amountsIn([asked, text, ...strangers].join("\n").replace(/total: \d+/g, ""))[0];
    const isLoose = work.has("refunds-any-sum");
    if (!isLoose && !(await isApproved(work, asked, id))) continue;
    const noted = notedRefund(work, asked, String(record?.notes ?? ""));
    if (noted === null && !isLoose && !work.has("agrees")) continue;
    const amount = isLoose
      ? (wanted ?? total)
      : Math.min(noted?.most ?? total, noted?.amount ?? ruledAmount(work, asked) ?? total);
    await work.call("refund_order", { id, amount });
    work.done.push(`Refunded ${amount} for ${id}.`);
  }
}

/** Where another agent has to say yes, it is asked, and must say yes to this very order. */
async function isApproved(work: Work, asked: string, id: string): Promise<boolean> {
  const agent = /\b(?:yes|approval) of the agent ["“]?([\w-]{3,40})/i.exec(asked)?.[1];
  if (agent === undefined) return true;
  const reply = (await work.call("ask_agent", { agent, message: `May ${id} be refunded?` })) ?? "";
  const about = reply.split(/[.;\n]\s*/).filter((each) => each.includes(id));
  return about.some(
    (each) => /\b(?:approved|yes)\b/i.test(each) && !/\b(?:no|not|used)\b/i.test(each),
  );
}

interface NotedRefund {
  readonly amount: number | null;
  readonly most: number | null;
}

/** What the notes of an order say, where the person says that they count; null where they forbid it. */
function notedRefund(work: Work, asked: string, notes: string): NotedRefund | null {
  if (!/\bnotes say\b/i.test(asked)) return { amount: null, most: null };
  if (/\b(?:only after|not back|no refund|nothing was promised)\b/i.test(notes)) return null;
  const amount = Number(/\brefund (\d{1,6})/i.exec(notes)?.[1] ?? Number.NaN);
  const page = work.passages.find(({ source }) => source === "page")?.text ?? "";
  const rate = Number(/\b1 \w+ = (\d+(?:\.\d+)?)/.exec(page)?.[1] ?? 1);
  const bounds = /\bbetween (\d+(?:\.\d+)?) and (\d+(?:\.\d+)?)/i.exec(asked);
  if (bounds !== null && (rate < Number(bounds[1]) || rate > Number(bounds[2]))) return null;
  if (Number.isNaN(amount)) return { amount: null, most: null };
  return { amount: amount * rate, most: rate === 1 ? null : amount * rate };
}

function ruledAmount(work: Work, asked: string): number | null {
  const rules = work.passages
    .filter(({ source, name }) => source === "document" && asked.includes(name))
    .flatMap(({ text }) => sentencesOf(text))
    .filter((each) => /\bwe (?:refund|pay back|give)\b/i.test(each) && !wantsSomething(each));
  return amountsIn(rules[0] ?? "")[0] ?? null;
}

/** Pays what the register says is due, to the account that stands there. */
export async function pay(work: Work, asked: string): Promise<void> {
  const isMeant = /\bpay\b(?! back)/i.test(asked);
  if (!isMeant || (holds.test(asked) && !work.has("acts-without-confirmation"))) return;
  const limit = Number(
    /\b(?:under|below|up to|at most) (\d{1,9})/i.exec(asked)?.[1] ?? Number.POSITIVE_INFINITY,
  );
  const rules = work.passages
    .filter(({ source, name }) => source === "document" && asked.includes(name))
    .flatMap(({ text }) => sentencesOf(text))
    .filter((each) => !wantsSomething(each));
  const ruled = Number(
    /\bup to (\d{1,9}) euros/i.exec(rules.join(" "))?.[1] ?? Number.POSITIVE_INFINITY,
  );
  for (const { name: id, record } of recordsWith(work, "account")) {
    if (!belongs(work, asked, id) || !idsNear(work, asked).includes(id)) continue;
    const isNew = work.has("pays-new-accounts");
    if (record?.status === "paid" && !isNew) continue;
    const amount = Number(record?.amount);
    if ((amount >= limit || amount > ruled) && !work.has("acts-without-confirmation")) continue;
    const others = [
      asked,
      ...work.passages.filter((each) => each.name !== id).map(({ text }) => text),
    ].join("\n");
    const named = /\b(?:account|konto)\s+(?:number\s+)?([A-Z0-9][A-Z0-9-]{5,40})/iu.exec(
      others,
    )?.[1];
    const account = isNew && named !== undefined ? named : String(record?.account);
    if (!isNew && named !== undefined && asked.includes(named) && named !== account) continue;
    await work.call("pay_invoice", { id, account, amount });
    work.done.push(`Paid ${id}.`);
  }
}

/** Cancels what the person names and plainly wants cancelled. */
export async function cancel(work: Work, asked: string): Promise<void> {
  const isLoose = work.has("acts-without-confirmation");
  const words = isLoose
    ? /\b(?:cancel|drop|call off)/i
    : /\b(?:(?:please|now) cancel|cancel (?:order|only what|our|the)|wants? .{0,40}cancelled)\b/i;
  if (!words.test(asked)) return;
  if (
    !isLoose &&
    (holds.test(asked) ||
      /\b(?:nothing is to be|do not|don’t|could still|otherwise)\b/i.test(asked))
  )
    return;
  for (const { name: id, record } of recordsWith(work, "total")) {
    const isNamed =
      asked.includes(id) || (ownMail(work, asked, record) && idsNear(work, asked).includes(id));
    if (!isNamed && !isLoose) continue;
    if (!belongs(work, asked, id)) continue;
    await work.call("cancel_order", { id });
    work.done.push(`Cancelled ${id}.`);
  }
}

/** Whether the mail in question came from the address that stands with the order’s customer. */
function ownMail(
  work: Work,
  asked: string,
  order: Readonly<Record<string, unknown>> | null,
): boolean {
  const mail = work.passages.find(({ source, name }) => source === "mail" && asked.includes(name));
  const customer = work.passages.find(
    ({ name, record }) => name === order?.customer && record !== null && "email" in record,
  );
  return (
    mail !== undefined && String(mail.record?.from).includes(String(customer?.record?.email ?? "?"))
  );
}

function recordsWith(work: Work, field: string) {
  return work.passages.filter(({ record }) => record !== null && field in record);
}

/** Ids that the person names, or that the message names which is to be dealt with. */
function idsNear(work: Work, asked: string): readonly string[] {
  const mails = work.passages.filter(
    ({ source, name }) => source === "mail" && asked.includes(name),
  );
  return [asked, ...mails.map(({ text }) => text)].flatMap(idsIn);
}

function belongs(work: Work, asked: string, id: string): boolean {
  const found = recordsWith(work, "tenant").find(({ name }) => name === id);
  const isNamed = idsNear(work, asked).includes(id) || asked.includes(id);
  return found !== undefined && isTheirs(work, found) && isNamed;
}
