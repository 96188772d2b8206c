import { uniqueFault } from "./tools/str-replace.ts";

interface Hunk {
  readonly old: string;
  readonly next: string;
}

export type EnvelopeFile =
  | { readonly kind: "add"; readonly path: string; readonly text: string }
  | UpdatedFile;

interface UpdatedFile {
  readonly kind: "update";
  readonly path: string;
  readonly hunks: readonly Hunk[];
}

/**
 * Reads the patch format that OpenAI's models are trained on ("*** Begin Patch"): files to add and to
 * update. Deleting and moving are left out: no fix needs them. A text says what is wrong.
 */
export function parseEnvelope(patch: string): readonly EnvelopeFile[] | string {
  const lines = patch.replaceAll("\r\n", "\n").trim().split("\n");
  if (lines.shift() !== "*** Begin Patch" || lines.pop() !== "*** End Patch") {
    return "the patch must begin with *** Begin Patch and end with *** End Patch.";
  }
  const files: EnvelopeFile[] = [];
  const sections = sectionsOf(lines);
  if (sections === null || sections.length === 0) return "the patch names no file.";
  for (const { head, body } of sections) {
    const [, verb, path] = /^\*\*\* (Add|Update) File: (.+)$/.exec(head) ?? [];
    if (path === undefined) return "a patch may add and update files, and nothing else.";
    if (files.some((file) => file.path === path)) return "the patch changes a file twice.";
    if (verb === "Add") {
      if (body.some((line) => !line.startsWith("+")))
        return "every line of a new file begins with +.";
      files.push({ kind: "add", path, text: body.map((line) => `${line.slice(1)}\n`).join("") });
      continue;
    }
    const hunks = hunksOf(body);
    if (hunks === null) return "a line of the patch begins with none of blank, -, + and @@.";
    if (hunks.length === 0) return "the patch changes nothing.";
    files.push({ kind: "update", path, hunks });
  }
  return files;
}

/** The text with each hunk in place, or why one has no place. */
export function replaceHunks(
  text: string,
  { hunks }: Pick<UpdatedFile, "hunks">,
): { readonly text: string } | { readonly why: string } {
  const crlf = text.includes("\r\n");
  let now = crlf ? text.replaceAll("\r\n", "\n") : text;
  for (const { old, next } of hunks) {
    const why =
      old === "" ? "a place of the patch has no line to find it by." : uniqueFault(now, old);
    if (why !== null) return { why };
    const at = now.indexOf(old);
    now = now.slice(0, at) + next + now.slice(at + old.length);
  }
  return { text: crlf ? now.replaceAll("\n", "\r\n") : now };
}

function sectionsOf(lines: readonly string[]) {
  const sections: { head: string; body: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith("*** ")) sections.push({ head: line, body: [] });
    else if (sections.length === 0) return null;
    else sections.at(-1)?.body.push(line);
  }
  return sections;
}

function hunksOf(body: readonly string[]): readonly Hunk[] | null {
  const hunks: { old: string[]; next: string[] }[] = [];
  for (const line of body) {
    if (line.startsWith("@@") || hunks.length === 0) hunks.push({ old: [], next: [] });
    if (line.startsWith("@@")) continue;
    const mark = line === "" ? " " : line[0];
    if (mark !== " " && mark !== "-" && mark !== "+") return null;
    if (mark !== "+") hunks.at(-1)?.old.push(line.slice(1));
    if (mark !== "-") hunks.at(-1)?.next.push(line.slice(1));
  }
  return hunks
    .filter(({ old, next }) => old.join("\n") !== next.join("\n"))
    .map(({ old, next }) => ({ old: old.join("\n"), next: next.join("\n") }));
}
