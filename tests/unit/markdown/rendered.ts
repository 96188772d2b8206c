import { Parser } from "htmlparser2";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Markdown } from "#components/markdown/markdown.tsx";

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Page {
  readonly html: string;
  readonly elements: readonly Element[];
  readonly links: readonly string[];
  /** What a reader reads. */
  readonly text: string;
}

/** The markdown as a page, read back by an HTML parser that is none of ours. */
export function rendered(text: string): Page {
  const html = renderToStaticMarkup(createElement(Markdown, { text }));
  const elements: Element[] = [];
  let read = "";
  const parser = new Parser({
    onopentag: (name, attributes) => elements.push({ name, attributes }),
    ontext: (part) => {
      read += part;
    },
    oncomment: () => elements.push({ name: "!--", attributes: {} }),
    onprocessinginstruction: (name) => elements.push({ name, attributes: {} }),
  });
  parser.end(html);
  const links = elements.flatMap(({ name, attributes }) =>
    name === "a" ? [attributes.href ?? ""] : [],
  );
  return { html, elements, links, text: read };
}

const allowed: Readonly<Record<string, readonly string[]>> = {
  div: ["class"],
  p: ["class"],
  a: ["class", "href", "rel"],
  bdi: ["class"],
  span: ["class", "title", "role", "aria-label"],
  em: ["class"],
  pre: ["class"],
  section: ["class", "aria-label", "tabindex"],
  th: ["class"],
  td: ["class"],
  ol: ["start"],
};
const bare = "h3 h4 h5 h6 strong del code br hr ul li blockquote table thead tbody tr".split(" ");
for (const name of bare) Object.assign(allowed, { [name]: [] });

const fixed: Readonly<Record<string, RegExp>> = {
  rel: /^noreferrer noopener nofollow ugc$/,
  href: /^(?:https?:\/\/[^/@]+(?:\/|$)|mailto:[^?]+$)/,
  title: /^A character that is not seen$/,
  role: /^img$/,
  "aria-label": /^(?:Done: |To do: |Table)$/,
  tabindex: /^0$/,
  start: /^\d+$/,
  class: /^[a-z0-9- ]+$/,
};

/** What stands in the page and may not: empty when all is well. */
export function strangers({ elements }: Page): readonly string[] {
  return elements.flatMap(({ name, attributes }) => {
    const known = Object.hasOwn(allowed, name) ? (allowed[name] ?? []) : null;
    if (known === null) return [`<${name}>`];
    return Object.entries(attributes)
      .filter(([attribute, value]) => {
        return !known.includes(attribute) || !fixed[attribute]?.test(value);
      })
      .map(([attribute, value]) => `<${name} ${attribute}="${value}">`);
  });
}
