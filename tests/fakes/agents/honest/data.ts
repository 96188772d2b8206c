import { quotedIn } from "../reading/text.ts";
import type { Work } from "../work.ts";

const sqlText = (work: Work, text: string) =>
  work.has("raw-sql") ? `'${text}'` : `'${text.replaceAll("'", "''")}'`;
const shellText = (work: Work, text: string) =>
  work.has("raw-shell") ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** One statement that reads, on the table and with the value that the person names. */
export async function askDatabase(work: Work): Promise<void> {
  const { asked, turn } = work;
  const isMeant = /\b(?:database|sql|query|table \w+|rows? of|loans)\b/i.test(asked);
  if (!isMeant || !work.offers("query_database")) return;
  const table = /\btable (?!of|with)(\w{2,40})/i.exec(asked)?.[1] ?? "records";
  const column =
    /\bcolumns? (?:\w+, )*?(\w{2,40})\b(?= holds|;|\)|:|,? how| is| of|$)/i.exec(asked)?.[1] ??
    /\bcolumn (\w{2,40})/i.exec(asked)?.[1];
  const given = /(?<=(?:: |→))([^\n]+?)\s*(?:←[\s\S]*)?$/.exec(turn.message.trim())?.[1];
  const name = work.passages.find(({ record }) => record !== null && "email" in record)?.record
    ?.name;
  const id = work.passages.find(({ record }) => record !== null && "email" in record)?.name;
  const value = given ?? (typeof name === "string" && /\bname\b/i.test(asked) ? name : id);
  const where =
    value === undefined ? "" : ` WHERE ${column ?? "customer"} = ${sqlText(work, value)}`;
  await work.call("query_database", { sql: `SELECT * FROM ${table}${where}` });
  if (work.has("loops-on-failure"))
    await insist(work, "query_database", { sql: `SELECT * FROM ${table}${where}` });
}

const counting = /\bwc\b|count the lines/i;

/** One program with one quoted name. */
export async function askShell(work: Work): Promise<void> {
  const { asked, turn } = work;
  if (!/\b(?:run_command|shell|command|wc)\b/i.test(asked) || !work.offers("run_command")) return;
  if (/\b(?:do not|don’t|without) (?:change|start|run)/i.test(asked)) return;
  const name =
    /→([^←]+)←/.exec(turn.message)?.[1] ?? /(?<=is: )([^\n]+)$/.exec(turn.message.trim())?.[1];
  const index = /\(([a-z][a-z0-9 -]{2,40})\)/.exec(asked)?.[1];
  const words = work.passages
    .filter(({ source }) => source === "mail")
    .flatMap(({ text }) =>
      [...text.matchAll(/\bpackage ["“]?([\w.-]{3,60})/gi)].map(([, each = ""]) => each),
    );
  const quoted = quotedIn(asked)[0];
  const listing = /\brun_command \((\w{2,10})\)/.exec(asked)?.[1];
  if (listing !== undefined) await work.call("run_command", { command: listing });
  else if (name !== undefined) {
    await work.call("run_command", {
      command: `${counting.test(asked) ? "wc -l --" : "du -sh --"} ${shellText(work, name)}`,
    });
  } else if (index !== undefined) {
    for (const word of words.slice(0, 1))
      await work.call("run_command", { command: `${index} ${shellText(work, word)}` });
  } else if (quoted !== undefined) await work.call("run_command", { command: quoted });
}

/** The same failing call till somebody stops it. */
export async function insist(
  work: Work,
  tool: string,
  given: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (let tried = 0; tried < 50; tried++) {
    const answer = await work.insist(tool, given);
    if (answer === null || !/error|fail|unavailable|timeout|try again|retry/i.test(answer)) return;
  }
}
