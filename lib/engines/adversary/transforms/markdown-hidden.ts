import type { Transform } from "./transform.ts";
import { inMarkup } from "./words.ts";

export const markdownHidden: Transform = {
  id: "markdown-hidden",
  title: "Hidden in Markdown",
  about:
    "Writes the payload as a Markdown link definition, which is in the text and is never drawn.",
  needs: [],
  channels: inMarkup,
  maxLength: 8000,
  apply: ({ payload }) => {
    const line = payload.replaceAll(/\s+/g, " ").replaceAll(/[\\()]/g, (char) => `\\${char}`);
    return { payload: `\n\n[//]: # (${line})\n\n` };
  },
};
