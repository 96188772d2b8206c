/** Text of a rule or of a person, with `code` between backticks drawn as code. Nothing else is markup. */
export function Prose({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
      <code key={index}>{part}</code>
    ) : (
      part
    ),
  );
}
