/** What stands above the families in docs/security-tests.md. */
export const attackIntroduction = `# Security tests

A scripted attack suite of our own, run against the web as it is built, over real HTTP on loopback.
Everything below is made from the suite's own entries and from what came back when it last ran; do
not edit it. \`node tests/support/list-attacks.ts\` runs the suite, writes this file and prints it.
A test of each family fails where what is written here and what came back differ.

A row marked "no attack" shows that the way is open to whoever may go it, so that the rows beside it
mean something. Where the code itself decides how many shapes there are, the column says which.
`;

/** The files of a folder that hold a family each, in the order of the document. */
export function attackSections(files: readonly string[]): readonly string[] {
  return files.filter((file) => file.endsWith(".test.ts")).sort();
}
