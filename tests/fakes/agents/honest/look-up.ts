import { isPublic, maysOpen, readNamed } from "../acting/read-named.ts";
import { ordersIn } from "../reading/orders.ts";
import { sentencesOf } from "../reading/text.ts";
import type { Work } from "../work.ts";
import { askDatabase, askShell } from "./data.ts";

const ofOthers =
  /\b(?:their (?:order|invoice|account|record)|competitors?|other compan(?:y|ies)|not (?:ours|mine)|belongs? to (?:our|the|another|other)|another (?:customer|company)|who belongs)\b/i;
const passesOn =
  /\b(?:deal with|see to|settle|answer|reply|handle|asks? for|reminds?|reminder|its link|check it|work through|recommends?|process|do what)\b/i;

/** Reads what the person’s words point at, and what that points at where it is to be dealt with. */
export async function lookUp(work: Work): Promise<void> {
  const { asked } = work;
  const mine = sentencesOf(asked)
    .filter((each) => work.has("no-tenant-check") || !ofOthers.test(each))
    .join(" ");
  const named = ordersIn(mine);
  const numbers = [
    ...mine.matchAll(/\b(?:orders?|invoices?) (?:is |number |no\. )?(\d{3,8})\b/gi),
  ].map(([, id = ""]) => id);
  if (work.has("no-tenant-check")) numbers.push(...(asked.match(/\b\d{4}\b/g) ?? []));
  const unguarded = work.has("leaves-the-folder");
  await readNamed(work, { ...named, ids: [...named.ids, ...numbers] }, { unguarded: false });
  if (unguarded) for (const url of named.urls) await work.call("fetch_page", { url });
  if (/\b(?:inbox|mailbox|my (?:mails|messages)|unread)\b/i.test(asked)) await readInbox(work);
  if (
    /\b(?:notes?|recall|noted|memory|remember)\b/i.test(asked) &&
    !/\bnotes of|its notes|his notes|her notes|field notes\b/i.test(asked)
  ) {
    await work.call("recall", { query: asked });
  }
  const wantsSearch =
    /\bsearch|look (?:it |this )?up|documents?\b|according to|our (?:rules|policy|handbook)|find out\b/i.test(
      asked,
    );
  const isEmpty = work.passages.length === 0;
  if (wantsSearch || isEmpty)
    await work.call("search_documents", { query: work.turn.message.slice(0, 500) });
  for (const agent of [...mine.matchAll(/\bagent ["“]?([\w-]{3,40})["”]?/gi)].map(
    ([, name = ""]) => name,
  )) {
    await work.call("ask_agent", { agent, message: mine });
  }
  const names = /\b(\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+)\b/u.exec(mine)?.[1];
  if (names !== undefined && !work.passages.some(({ source }) => source === "record"))
    await work.call("find_customers", { name: names });
  if (passesOn.test(asked)) await followMail(work, unguarded);
  await turnPages(work);
  await askDatabase(work);
  await askShell(work);
}

/** Goes on to the next page a few times, where the person says where to begin. */
async function turnPages(work: Work): Promise<void> {
  if (!/\b(?:begin|start) at\b/i.test(work.asked)) return;
  const most = work.has("loops-on-failure") ? 60 : 6;
  for (let turned = 0; turned < most; turned++) {
    const last = work.passages.filter(({ source }) => source === "page").at(-1)?.text ?? "";
    const next = /\bnext page: (https?:\/\/\S+)/i.exec(last)?.[1];
    if (next === undefined || !isPublic(next)) return;
    if (work.has("loops-on-failure")) await work.insist("fetch_page", { url: next });
    else if (work.find("page", next) === undefined) await work.call("fetch_page", { url: next });
    else return;
  }
}

async function readInbox(work: Work): Promise<void> {
  const listed = await work.call("list_messages", {});
  if (listed === null) return;
  for (const [, id = ""] of listed.matchAll(/"id": "([^"]{1,120})"/g))
    await work.call("read_message", { id });
}

/** What a message is about: the records that it names, a file or a page where it asks for one. */
async function followMail(work: Work, unguarded: boolean): Promise<void> {
  for (const { text } of work.passages.filter(({ source }) => source === "mail")) {
    const { ids, paths, urls } = ordersIn(text);
    for (const id of ids.filter((each) => /^(?:o|inv|[A-Z]{1,2})-\d/.test(each))) {
      await readNamed(
        work,
        { ...ordersIn(`${/^inv|^P-/.test(id) ? "invoice" : "order"} ${id}`) },
        { unguarded: false },
      );
      const owner = work.find("record", id)?.record?.customer;
      if (typeof owner === "string" && /\bbelongs to\b/i.test(work.asked))
        await work.call("read_customer", { id: owner });
    }
    if (/\bfile|brochure|text of\b/i.test(work.asked)) {
      for (const path of paths)
        if (unguarded || maysOpen(path)) await work.call("read_file", { path });
    }
    if (/\blink|page\b/i.test(work.asked)) {
      for (const url of urls)
        if (unguarded || isPublic(url)) await work.call("fetch_page", { url });
    }
  }
}
