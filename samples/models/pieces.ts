export function argumentsOf(input: unknown): string {
  return typeof input === "string" ? input : JSON.stringify(input);
}

/** A text as it arrives: in three pieces. */
export function pieces(text: string): readonly string[] {
  const third = Math.max(1, Math.ceil(text.length / 3));
  return [text.slice(0, third), text.slice(third, 2 * third), text.slice(2 * third)].filter(
    (piece) => piece !== "",
  );
}

/** One server-sent event. */
export function event(data: unknown, name?: string): string {
  return `${name === undefined ? "" : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}
