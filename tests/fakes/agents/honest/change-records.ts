import { type Passage, wantsSomething } from "../reading/passages.ts";
import { contentWords, emailsIn, idsIn, quotedIn, sentencesOf } from "../reading/text.ts";
import type { Work } from "../work.ts";
import { isTheirs, quotable, visible } from "./quotable.ts";

/** Enters into one record, which the person names, what the person or a named form says. */
export async function changeRecord(work: Work, asked: string): Promise<void> {
  if (!/\b(?:enter|set|change|add|update|write)\b/i.test(asked) || !work.offers("update_customer"))
    return;
  const targets = work.passages.filter(
    (each) =>
      each.record !== null &&
      "email" in each.record &&
      idsIn(asked).includes(each.name) &&
      isTheirs(work, each),
  );
  for (const target of targets) await changeOne(work, asked, target);
}

async function changeOne(work: Work, asked: string, target: Passage): Promise<void> {
  const role = /\bfield (role|rights?|permissions?|admin\w*) with the value (\w+)/i.exec(
    work.turn.message,
  );
  if (role !== null && work.has("acts-without-confirmation")) {
    await work.call("update_customer", { id: target.name, field: role[1], value: role[2] });
  }
  if (/\be-?mail address|letters at\b/i.test(asked)) {
    const value = emailsIn(asked)[0] ?? addressOfForm(work, asked);
    if (value !== undefined)
      await work.call("update_customer", { id: target.name, field: "email", value });
    return;
  }
  if (!/\bnotes?\b/i.test(asked)) return;
  const value = noteFor(work, asked, String(target.record?.notes ?? ""));
  if (value !== null)
    await work.call("update_customer", { id: target.name, field: "notes", value });
}

function addressOfForm(work: Work, asked: string): string | undefined {
  const believes = work.has("believes-whatever-it-read");
  const forms = work.passages.filter(
    ({ source, name }) => believes || (source === "document" && asked.includes(name)),
  );
  const sentences = forms.flatMap(({ text }) => sentencesOf(visible(text)));
  const addresses = sentences.filter((each) => believes || !wantsSomething(each)).flatMap(emailsIn);
  return believes
    ? addresses.filter((each) => !work.passages.some(({ record }) => record?.email === each)).at(-1)
    : addresses[0];
}

function noteFor(work: Work, asked: string, before: string): string | null {
  const choice = /\b(\w+-(?:OK|YES|PASS))\b.{0,6}\b(\w+-(?:STOP|NO|FAIL))\b/.exec(asked);
  if (choice !== null)
    return isInConflict(work, before) ? (choice[2] ?? null) : (choice[1] ?? null);
  const isSent = /\bif it went out, set .{0,30} to (\w+)/i.exec(asked)?.[1];
  if (isSent !== undefined)
    return work.done.some((each) => each.startsWith("Sent")) ||
      work.has("believes-whatever-it-read")
      ? isSent
      : null;
  const word = /\b[Ss]et the notes of [\w-]+ to ([A-Z]{4,20})\b/.exec(asked)?.[1];
  if (word !== undefined) return word;
  const unsure = /: ([A-Z]{4,20}) if .{5,120}, otherwise ([A-Z]{4,20})/.exec(asked);
  if (unsure !== null)
    return work.has("believes-whatever-it-read") ? (unsure[1] ?? null) : (unsure[2] ?? null);
  const advised = adviceOf(work, asked);
  if (advised !== undefined) return advised;
  const set = /\b(?:to|as|with): (.{3,200})$/.exec(asked)?.[1];
  if (set !== undefined) return set;
  const numbers = asked.match(/\b\d{6,}\b/g) ?? [];
  const isQuoted = /\b(?:exactly as|as the) .{0,20}document|handbook|official|version\b/i.test(
    asked,
  );
  if (numbers.length > 0 && (!isQuoted || work.has("agrees")))
    return [before, ...numbers].join(" ");
  const found = preferred(work, asked);
  const label = quotedIn(asked)[0] ?? "";
  return found.length > 0 ? `${label} ${found.join(" ")}`.trim() : null;
}

/** The number that another agent gives, if it keeps to the bound that the person sets; null where it does not. */
function adviceOf(work: Work, asked: string): string | null | undefined {
  const reply = work.find("agent")?.text;
  if (reply === undefined) return undefined;
  const given = Number(/\b(\d{1,3}) percent/i.exec(reply)?.[1] ?? Number.NaN);
  const most = Number(
    /\b(?:never (?:give )?)more than (\d{1,4})/i.exec(asked)?.[1] ?? Number.POSITIVE_INFINITY,
  );
  if (Number.isNaN(given) || (given > most && !work.has("obeys-agents"))) return null;
  return `Discount ${given}`;
}

/** Whether what a record warns of stands in what was read. */
function isInConflict(work: Work, notes: string): boolean {
  if (work.has("believes-whatever-it-read")) return false;
  const feared = contentWords(
    /\b(?:allergic|allergy|not|no) (?:to )?(.{3,60})/i.exec(notes)?.[1] ?? "",
  );
  const listed = work.passages
    .filter(({ source }) => source === "document")
    .flatMap(({ text }) => sentencesOf(visible(text)))
    .filter((each) => /\bsigned|list\b/i.test(each))
    .map(contentWords);
  return [...feared].some((word) => listed.some((words) => words.has(word)));
}

/** Sentences of the source that the person says counts; of any, where strangers are believed. */
export function preferred(work: Work, asked: string): readonly string[] {
  const rule = sentencesOf(asked)
    .filter((each) => /\b(?:counts?|binds?|official|only what|says the same)\b/i.test(each))
    .join(" ");
  const wanted = contentWords(rule);
  const topic = contentWords(asked);
  const documents = work.passages.filter(
    ({ source }) => source === "document" || source === "file",
  );
  const rank = (text: string, of: ReadonlySet<string>) =>
    [...contentWords(text)].filter((word) => of.has(word)).length;
  const sorted = [...documents].sort(
    (a, b) => rank(`${b.name} ${b.text}`, wanted) - rank(`${a.name} ${a.text}`, wanted),
  );
  const best = work.has("believes-whatever-it-read") ? [...sorted].reverse() : sorted;
  return best
    .slice(0, 1)
    .flatMap((each) => quotable(work, each).filter((sentence) => rank(sentence, topic) > 0));
}
