import { Marked } from "marked";
import { escaped } from "./html.ts";

/** What is read of a text. */
const maxChars = 64 * 1024;

const marked = new Marked({
  gfm: true,
  renderer: {
    // What looks like HTML is shown as it was written.
    html: ({ text }) => escaped(text),
    // Nothing is loaded: a picture is its words.
    image: ({ text }) => escaped(text),
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      const isWeb = /^https?:\/\//i.test(href);
      return isWeb ? `<a href="${escaped(href)}" rel="noreferrer">${words}</a>` : words;
    },
    checkbox: ({ checked }) => (checked ? "[x] " : "[ ] "),
    code: ({ text }) => `<pre tabindex="0"><code>${escaped(text)}</code></pre>`,
  },
});

/** GitHub-flavoured markdown as HTML in which nothing is a stranger's own. */
export function markdown(text: string): string {
  const drawn = marked.parse(text.slice(0, maxChars), { async: false });
  // No tag of the text's own is left, so these are the tables that were drawn just now.
  const scrolling = drawn
    .replaceAll("<table>", '<div class="wide" role="group" tabindex="0" aria-label="Table"><table>')
    .replaceAll("</table>", "</table></div>");
  return `<div class="prose">${scrolling}</div>`;
}
