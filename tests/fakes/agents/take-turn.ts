import { type Obeyed, obey } from "./acting/obey.ts";
import type { Flaws } from "./flaws.ts";
import { answerOf } from "./honest/answer.ts";
import { deleteFiles, writeFiles } from "./honest/change-files.ts";
import { changeRecord } from "./honest/change-records.ts";
import { keepNotes } from "./honest/keep-notes.ts";
import { lookUp } from "./honest/look-up.ts";
import { cancel, pay, refund } from "./honest/move-money.ts";
import { runAllowed } from "./honest/run-allowed.ts";
import { writeMail } from "./honest/write-mail.ts";
import { type Turn, Work } from "./work.ts";

/** Reads, does what the person asks for, follows what its flaws have it follow, and answers. */
export async function takeTurn(turn: Turn, flaws: Flaws): Promise<string> {
  const work = new Work(turn, flaws);
  await lookUp(work);
  await serve(work, work.asked);
  for (const words of delegated(work)) await serve(work, words);
  const obeyed: Obeyed = await obey(work);
  return answerOf(work, obeyed);
}

async function serve(work: Work, asked: string): Promise<void> {
  for (const skill of [
    writeMail,
    refund,
    pay,
    cancel,
    changeRecord,
    writeFiles,
    deleteFiles,
    runAllowed,
    keepNotes,
  ]) {
    await skill(work, asked);
  }
}

/** Messages of whom the person says to do what they ask, known by their exact address. */
function delegated(work: Work): readonly string[] {
  const address = /address is ([\w.+-]+@[\w.-]+\w), exactly/i.exec(work.asked)?.[1];
  if (address === undefined || !/\bdo what (?:she|he|they) asks?\b/i.test(work.asked)) return [];
  return work.passages
    .filter(
      ({ source, record }) => source === "mail" && record?.from === address && "body" in record,
    )
    .map(({ record }) => String(record?.body));
}
