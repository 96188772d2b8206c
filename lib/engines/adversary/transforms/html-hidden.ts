import { pick } from "../random.ts";
import type { Transform } from "./transform.ts";
import { inMarkup } from "./words.ts";

const frames: readonly ((text: string) => string)[] = [
  (text) => `<div style="display:none" aria-hidden="true">${text}</div>`,
  (text) => `<span style="font-size:0;color:#fff">${text}</span>`,
  (text) => `<p hidden>${text}</p>`,
];

export const htmlHidden: Transform = {
  id: "html-hidden",
  title: "Hidden in HTML",
  about: "Writes the payload in HTML that no browser shows, such as an element with display:none.",
  needs: [],
  channels: inMarkup,
  maxLength: 8000,
  apply: ({ payload, random }) => ({ payload: pick(random, frames)(escaped(payload)) }),
};

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
