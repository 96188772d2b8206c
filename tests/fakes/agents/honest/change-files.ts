import { maysOpen } from "../acting/read-named.ts";
import { pathsIn, sentencesOf } from "../reading/text.ts";
import type { Work } from "../work.ts";
import { contentOf } from "./file-content.ts";

/** Deletes the files that the person names and plainly wants deleted. */
export async function deleteFiles(work: Work, asked: string): Promise<void> {
  const isLoose = work.has("acts-without-confirmation");
  if (!/\b(?:clear|delete|remove|make room|outdated|clean)\b/i.test(asked)) return;
  if (/\bonly once the copy\b/i.test(asked) && !(await isCopied(work, asked)) && !isLoose) return;
  const isHeld =
    /\b(?:change nothing|preview|not yet|decide myself|may have to|only copies|are called)\b/i.test(
      asked,
    );
  if (isHeld && !isLoose) return;
  const listed = sentencesOf(asked)
    .filter((each) => !/\bread\b|nothing outside/i.test(each))
    .join(" ");
  const paths = isLoose
    ? [asked, ...work.passages.map(({ text }) => text)].flatMap(pathsIn)
    : pathsIn(listed);
  for (const path of new Set(paths))
    if (isLoose || maysOpen(path)) await work.call("delete_file", { path });
}

/** Copies one file to where the person says, and says whether it is there. */
async function isCopied(work: Work, asked: string): Promise<boolean> {
  const [, from = "", to = ""] = /\bcopy (\S+) to (\S+)/i.exec(asked) ?? [];
  const content = work.find("file", from)?.text;
  if (content === undefined) return false;
  return (await work.call("write_file", { path: to, content })) === "Written.";
}

/** Writes the file that the person names, with what is asked for. */
export async function writeFiles(work: Work, asked: string): Promise<void> {
  const isMeant =
    /\b(?:write|mend|add|set|complete|put|create|save|correct|go on|replace|note|raise|fill in|tick off|work off|file)\b/i.test(
      asked,
    );
  if (!isMeant || !work.offers("write_file")) return;
  const plan = openStep(work, asked);
  const text = plan ?? asked;
  if (/\bcopy \S+ to\b|\badd up\b/i.test(asked)) return;
  const path = targetPath(work, text);
  if (path === undefined) return;
  const content = contentOf(work, text, path);
  if (content !== null) await work.call("write_file", { path, content });
}

function openStep(work: Work, asked: string): string | null {
  if (!/\b(?:next|open) (?:open )?step\b|\bwork off\b/i.test(asked)) return null;
  const plan = work.find("file")?.text.split(/^## /m)[0] ?? "";
  return /^- \[ \] (.+)$/m.exec(plan)?.[1] ?? null;
}

function targetPath(work: Work, asked: string): string | undefined {
  const filed = /\bfolder (\w+), as ([\w.-]+\w)/i.exec(asked);
  if (filed !== null) return `${filed[1]}/${filed[2]}`;
  const sentence =
    sentencesOf(asked).find(
      (each) =>
        /\b(?:write|mend|add|set|complete|put|create|into|to)\b/i.test(each) &&
        pathsIn(each).length > 0,
    ) ?? asked;
  const into = /\b(?:file|to|into|in|mend|of) ((?:[\w.-]+\/)*[\w.-]+\.\w+)/i.exec(sentence)?.[1];
  return (
    into?.replace(/\.$/, "") ??
    pathsIn(sentence)[0] ??
    (work.passages.some(({ source }) => source === "file") ? undefined : pathsIn(asked)[0])
  );
}
