import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parseFragment } from "parse5";
import { isLiveAddress } from "./address.ts";

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** What an answer would do when it is put into a page, and where that stands in the markup. */
export interface LiveMarkup {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

/** An address that markup points to. */
export interface MarkupAddress {
  readonly url: string;
  /** Whether it is asked for as soon as it is shown. */
  readonly loads: boolean;
  readonly start: number;
  readonly end: number;
}

/** A parser's stack makes its time grow with the square of open tags: no more of a text is read. */
const maxTags = 5000;
const maxLength = 1_000_000;

function bounded(html: string): string {
  let at = -1;
  for (let tags = 0; tags < maxTags; tags++) {
    at = html.indexOf("<", at + 1);
    if (at < 0) return html.slice(0, maxLength);
  }
  return html.slice(0, Math.min(at, maxLength));
}

/** Elements that a browser would make of it; what is inert (templates, text, comments) is left out. */
function elementsOf(html: string): readonly Element[] {
  const open: Node[] = [
    ...parseFragment(bounded(html), { sourceCodeLocationInfo: true }).childNodes,
  ];
  const found: Element[] = [];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!defaultTreeAdapter.isElementNode(node)) continue;
    found.push(node);
    for (const child of node.childNodes) open.push(child);
  }
  return found.sort((a, b) => rangeOf(a, html).start - rangeOf(b, html).start);
}

function rangeOf({ sourceCodeLocation: at }: Element, html: string) {
  return { start: at?.startOffset ?? 0, end: at?.endOffset ?? html.length };
}

const scriptTypes =
  /^(?:|module|text\/javascript|application\/(?:javascript|ecmascript)|text\/ecmascript|importmap)$/;
const addressAttributes = new Set([
  "href",
  "src",
  "action",
  "formaction",
  "data",
  "poster",
  "background",
  "ping",
  "to",
  "from",
  "values",
]);

function textOf(element: Element): string {
  return element.childNodes
    .map((child) => (defaultTreeAdapter.isTextNode(child) ? child.value : ""))
    .join("");
}

/** True where it leads out of the page: `https://…`, `//host`. */
export function isOutside(url: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}/i.test(url.trim());
}

function whatItDoes(element: Element): string | null {
  const attributes = new Map(element.attrs.map(({ name, value }) => [name, value]));
  const name = element.tagName;
  if (name === "script") {
    const isEmpty =
      !attributes.has("src") && !attributes.has("href") && textOf(element).trim() === "";
    const type = (attributes.get("type") ?? "").trim().toLowerCase();
    if (!isEmpty && scriptTypes.test(type)) return "a script";
  }
  for (const [attribute, value] of attributes) {
    if (/^on[a-z]{3,30}$/.test(attribute) && value.trim() !== "") return `an ${attribute} handler`;
    if (addressAttributes.has(attribute) && isLiveAddress(value, name)) {
      return `an address that runs (${attribute})`;
    }
  }
  if (attributes.has("srcdoc")) return "a page in an iframe (srcdoc)";
  if (name === "iframe" && attributes.has("src")) return "an iframe";
  if (
    (name === "object" && attributes.has("data")) ||
    (name === "embed" && attributes.has("src"))
  ) {
    return `an ${name}`;
  }
  if (name === "meta" && /^\s*refresh\s*$/i.test(attributes.get("http-equiv") ?? "")) {
    return "a redirection (meta refresh)";
  }
  if (name === "base" && attributes.has("href")) return "another base for all addresses";
  if (name === "link" && isStylesheet(attributes.get("rel")) && attributes.has("href")) {
    return "a style sheet from elsewhere";
  }
  const target = attributes.get(name === "form" ? "action" : "formaction");
  if (target !== undefined && isOutside(target)) return "a form that sends elsewhere";
  const style = name === "style" ? textOf(element) : (attributes.get("style") ?? "");
  if (/url\(\s*["']?\s*(?:[a-z]+:)?\/\/|@import|expression\(/i.test(style)) {
    return "a style that loads from elsewhere";
  }
  return null;
}

const isStylesheet = (rel: string | undefined) => /\bstylesheet\b|\bimport\b/i.test(rel ?? "");

/** Everything of a text that would run or load when it stands in a page as it is. */
export function liveMarkup(html: string): readonly LiveMarkup[] {
  if (!html.includes("<")) return [];
  return elementsOf(html).flatMap((element) => {
    const what = whatItDoes(element);
    return what === null ? [] : [{ what, ...rangeOf(element, html) }];
  });
}

const loading = new Set([
  "img",
  "image",
  "iframe",
  "script",
  "embed",
  "video",
  "audio",
  "source",
  "track",
  "input",
  "frame",
]);

/** Addresses that markup would load or lead to. */
export function addressesOfMarkup(html: string): readonly MarkupAddress[] {
  if (!html.includes("<")) return [];
  return elementsOf(html).flatMap((element) => {
    const range = rangeOf(element, html);
    const opening = element.sourceCodeLocation?.startTag ?? null;
    const place = opening === null ? range : { start: opening.startOffset, end: opening.endOffset };
    const name = element.tagName;
    return element.attrs
      .flatMap(({ name: attribute, value }) => {
        if (attribute === "style")
          return stylesheetAddresses(value).map((url) => ({ url, loads: true, ...place }));
        const urls = attribute === "srcset" ? value.split(",").map((part) => part.trim()) : [value];
        if (attribute !== "srcset" && !addressAttributes.has(attribute)) return [];
        const loads =
          loading.has(name) ||
          attribute === "poster" ||
          attribute === "background" ||
          name === "link" ||
          name === "object";
        return urls.map((url) => ({ url, loads, ...place }));
      })
      .concat(
        name === "style"
          ? stylesheetAddresses(textOf(element)).map((url) => ({ url, loads: true, ...range }))
          : [],
        refreshAddresses(element).map((url) => ({ url, loads: true, ...place })),
      );
  });
}

function stylesheetAddresses(style: string): readonly string[] {
  return [...style.matchAll(/url\(\s{0,9}["']?([^"')]{1,4000})/gi)].map((match) => match[1] ?? "");
}

function refreshAddresses({ tagName, attrs }: Element): readonly string[] {
  if (tagName !== "meta") return [];
  return attrs.flatMap(({ name, value }) => {
    const at = value.toLowerCase().indexOf("url=");
    return name === "content" && at >= 0 ? [value.slice(at + 4)] : [];
  });
}
