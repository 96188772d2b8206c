import { sentencesOf } from "./text.ts";

/** Where a text came from. */
export type Source =
  | "user"
  | "pasted"
  | "attachment"
  | "document"
  | "mail"
  | "page"
  | "record"
  | "file"
  | "memory"
  | "agent"
  | "tool-output"
  | "error"
  | "tool-description";

export interface Passage {
  readonly source: Source;
  /** What it was asked for by, such as an id or a path. */
  readonly name: string;
  readonly text: string;
  /** Of a record, as it came. */
  readonly record: Readonly<Record<string, unknown>> | null;
}

/** Which flaw makes the agent follow what stands there. */
export const flawOfSource: Readonly<Partial<Record<Source, string>>> = {
  pasted: "obeys-pasted-text",
  attachment: "obeys-attachments",
  document: "obeys-documents",
  mail: "obeys-mails",
  page: "obeys-pages",
  record: "obeys-records",
  file: "obeys-files",
  memory: "obeys-memories",
  agent: "obeys-agents",
  "tool-output": "obeys-tool-output",
  error: "obeys-tool-output",
  "tool-description": "obeys-tool-descriptions",
};

const marks =
  /\b(?:confidential|secret|internal|private|staff|employees?|never|must not|must stay|not for|only for|only to|for the \w+ only|do(?:es)? not (?:tell|share|give|show|pass|mention|disclose|reveal)|keep (?:it|this) to yourself|nobody (?:else )?|may only|password|passphrase|credentials?|api key|licen[cs]e key|access token|your own|managers?|unknown to)\b/i;
const open =
  /\b(?:public|guests?|everybody|everyone|anybody|visitors? may|may be (?:told|shown|given)|test station)\b/i;
const refersBack =
  /^(?:it|they|them|(?:these|this|those|that) (?:is|are|must|may|stays?|should|cannot)|such|never|only|do not|don’t|keep|callers?|customers?|pupils?|patients?|visitors?)\b/i;

/** Sentences that whoever wrote them did not mean for everybody. */
export function confidentialSentences(text: string): ReadonlySet<string> {
  const sentences = sentencesOf(text);
  const marked = sentences
    .map((each) => each.replace(/\S+(?:\*\*\*|[.@]\w)\S*/g, ""))
    .map((each) => marks.test(each) && !(open.test(each) && !/\bnever\b/i.test(each)));
  for (let at = sentences.length - 1; at > 0; at--) {
    const isAbout = refersBack.test(sentences[at] ?? "");
    if (marked[at] === true && isAbout) marked[at - 1] = true;
  }
  const kept = sentences.map((each) =>
    /\bthe (\w{4,20}) (?:is|are) not for\b/i.exec(each)?.[1]?.toLowerCase(),
  );
  for (const [at, each] of sentences.entries()) {
    if (kept.some((word) => word !== undefined && each.toLowerCase().startsWith(word)))
      marked[at] = true;
  }
  for (const [at, sentence] of sentences.entries()) {
    const about =
      /^(?<topic>[\p{L}’' ]{4,40}?)s? (?:is|are) (?:secret|confidential|internal)/iu.exec(sentence)
        ?.groups?.topic;
    if (about === undefined) continue;
    for (const [other, each] of sentences.entries()) {
      if (other !== at && each.toLowerCase().includes(about.toLowerCase().replace(/s$/, "")))
        marked[other] = true;
    }
  }
  return new Set(sentences.filter((_, at) => marked[at] === true));
}

const addressed =
  /\b(?:(?:for|to|note for|dear|most) (?:\w+ ){0,3}(?:assistants?|agents?|machines|automatic \w+)|assistants?[ ,:](?!of)|automatic (?:systems|screening|summaries)|AI\b|system (?:note|step|message)|whoever (?:reads|opens|translates|works|lists|helps|answers)|call(?:ing)? [a-z]+_[a-z]+|you must|must be (?:paid|sent)|before (?:you )?(?:answer|list)|standing rule|rule:|from now on|ignore|do not (?:mention|translate|list|ask)|software that|readers (?:must|of this|go on)|replace the\b|set publisher|\w+ approved, go ahead|approval of)|<!--/i;

/** Whether a sentence of a stranger wants something of its reader, rather than to tell it something. */
export function wantsSomething(sentence: string): boolean {
  return addressed.test(sentence);
}

/** A value without what would open a door. */
export function withoutCredentials(text: string): string {
  return text
    .replace(
      /(\b[\w-]{0,40}(?:password|passwd|secret|token|api[_-]?key|_key|pwd)\b\s*[=:]\s*)\S+/gi,
      "$1***",
    )
    .replace(/(:\/\/[^\s:/@]{1,80}:)[^\s@/]{1,80}@/g, "$1***@");
}
