import { visiblePieces } from "../../ui/unseen.ts";

/** An element with attributes and children. Text is only ever text, and what hides in it is named. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.map((child) => (typeof child === "string" ? shown(child) : child)));
  return made;
}

function shown(text: string): string {
  const pieces = visiblePieces(text);
  return pieces.map(({ text: piece, hidden }) => (hidden ? `[${piece}]` : piece)).join("");
}
