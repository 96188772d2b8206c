/** What GitLab may read as a command: a line that begins with a slash and a letter. */
const command = /^([ \t>*-]*)\/(?=[a-z])/gim;

/** GitLab carries out such lines in descriptions and comments as whoever posts them. */
export function hasQuickAction(text: string): boolean {
  return text.split(/\r\n|[\n\r\u2028\u2029\u0085]/).some((line) => line.search(command) !== -1);
}

/** The same text to a reader, and no command to GitLab: Markdown shows an escaped slash as a slash. */
export function withoutQuickActions(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(command, (_, before: string) => `${before}\\/`);
}

const draftPrefix = /^(\s*(\[draft\]|\(draft\)|draft:|draft - |wip:|\[wip\]))+\s*/i;

/** The longest title that GitLab takes, in characters. */
const maxTitleLength = 255;

/** One line, marked as a draft or not: GitLab tells a draft from its title alone. */
export function titleOf(title: string, draft: boolean): string {
  const line = title
    .replace(/\p{Cc}+/gu, " ")
    .replace(draftPrefix, "")
    .trim();
  const marked = draft ? `Draft: ${line}` : line;
  return marked.length <= maxTitleLength
    ? marked
    : `${marked
        .slice(0, maxTitleLength - 1)
        .toWellFormed()
        .replace(/\ufffd$/, "")}…`;
}
