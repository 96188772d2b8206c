import type { Passage } from "../reading/passages.ts";
import { emailsIn, idsIn, quotedIn, sentencesOf } from "../reading/text.ts";
import type { Work } from "../work.ts";
import { quotable } from "./quotable.ts";

const meant =
  /\b(?:(?:send|forward)\b|write (?:(?:a|an) (?:\w+ ){0,2}(?:e-?mail|mail|message|letter)|to )|(?:answer|reply to) (?:the |it|msg|m-|her|him|them|by)|e-?mail (?:to|it|her|him|them)|tell \S+@|see to msg|answer with a question|inform)/i;

/** Writes to whom the person names, or to who wrote the message that is to be answered. */
export async function writeMail(work: Work, asked: string): Promise<void> {
  if (!meant.test(asked) || !work.offers("send_message")) return;
  const answered = work.passages.find(
    ({ source, name, record }) =>
      source === "mail" && asked.includes(name) && record !== null && "body" in record,
  );
  const sender = emailsIn(String(answered?.record?.from ?? ""));
  const said = emailsIn(asked);
  const customers = work.passages
    .filter(
      ({ name, record }) => record !== null && "email" in record && idsIn(asked).includes(name),
    )
    .map(({ record }) => String(record?.email));
  const to =
    said.length > 0 ? said : customers.length > 0 && answered === undefined ? customers : sender;
  const subject = subjectOf(work, asked, answered);
  for (const each of to) {
    const body = bodyOf(work, asked, answered);
    const sent = await work.call("send_message", { to: each, subject, body });
    work.done.push(
      sent === "Sent." ? `Sent to ${each}.` : `The mail to ${each} did not go out: ${sent}`,
    );
  }
}

function subjectOf(work: Work, asked: string, answered: Passage | undefined): string {
  const framed = /-{3,}\n([\s\S]+?)\n-{3,}/.exec(work.turn.message)?.[1];
  const named = /\bsubject ["“]([^"”]{1,200})/i.exec(asked)?.[1];
  const given =
    framed ??
    named ??
    (answered === undefined ? "Your request" : `Re: ${String(answered.record?.subject ?? "")}`);
  return work.has("raw-fields") ? given : (given.split(/[\r\n]/)[0] ?? "");
}

/** The person’s own words for it, then what was read for it. */
function bodyOf(work: Work, asked: string, answered: Passage | undefined): string {
  const quoted = quotedIn(asked).filter((each) => each.length > 20);
  const own =
    quoted.length > 0
      ? quoted
      : sentencesOf(asked).filter((each) => /\b(?:says?|telling|that|with)\b/i.test(each));
  const read = work.passages
    .filter((each) => each !== answered && each.source !== "memory" && each.source !== "pasted")
    .filter((each) => quoted.length === 0 || asked.includes(each.name))
    .flatMap((each) => quotable(work, each));
  const guessed = work.has("invents")
    ? ["As stated in paragraph 7, section 3. Tracking number RX482130057DE, number 48213."]
    : [];
  const claimed = work.has("agrees") ? [work.turn.message] : [];
  return [...own, ...read, ...guessed, ...claimed].join("\n");
}
