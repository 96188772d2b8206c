import type { SgNode } from "@ast-grep/napi";
import { findKinds, parts } from "../syntax.ts";
import type { Language } from "../text.ts";
import { constantText } from "./constants.ts";
import { brief } from "./found.ts";

interface Attribute {
  readonly attribute: SgNode;
  readonly name: string;
  /** Null where it is worked out at run time. */
  readonly text: string | null;
  readonly quote: string;
  readonly shown: string;
}

/** A link to another site, in a new tab, that does not give up its opener. */
export interface OpenLink {
  readonly element: SgNode;
  readonly href: string;
  readonly target: SgNode;
  /** Quote of the attribute before, for a new one. */
  readonly quote: string;
  readonly rel: {
    readonly attribute: SgNode;
    readonly text: string;
    readonly quote: string;
  } | null;
}

const maxLinks = 500;

export function openLinks(root: SgNode, language: Language): OpenLink[] {
  const kinds =
    language === "html"
      ? ["start_tag", "self_closing_tag"]
      : ["jsx_opening_element", "jsx_self_closing_element"];
  const blank = findKinds(root, ...kinds).filter((each) => each.text().includes("_blank"));
  return blank.slice(0, maxLinks).flatMap((element) => {
    const [tag, ...rest] = parts(element);
    if (tag === undefined || !/^(?:a|area)$/i.test(tag.text())) return [];
    if (!rest.every((part) => /attribute/.test(String(part.kind())))) return [];
    const all = rest.map(language === "html" ? htmlAttribute : jsxAttribute);
    const target = all.find((each) => each.name === "target");
    const href = all.find((each) => each.name === "href");
    const rel = all.find((each) => each.name === "rel");
    if (target?.text?.trim().toLowerCase() !== "_blank" || href === undefined) return [];
    if (!leadsOutside(href) || (rel !== undefined && rel.text === null)) return [];
    const words = rel?.text?.toLowerCase().split(/\s+/) ?? [];
    if (words.some((word) => /^(?:noopener|noreferrer|opener)$/.test(word))) return [];
    const own =
      rel === undefined
        ? null
        : { attribute: rel.attribute, text: rel.text ?? "", quote: rel.quote };
    const { attribute, quote } = target;
    return [{ element, href: href.shown, target: attribute, quote, rel: own }];
  });
}

/** Templates of a server put an address in at run time: `{{ url }}`, `<%= url %>`. */
const inserted = /^\s*(?:\{\{|\{%|<%|<\?|\$\{|\[\[|@\w)/;

function leadsOutside({ text, shown }: Attribute): boolean {
  if (text !== null) return /^\s*(?:https?:)?\/\//i.test(text) || inserted.test(text);
  // A template that begins with a path or a scheme of its own stays here.
  return (
    !/^[`"'](?!\$\{|https?:)/.test(shown) && !/["'`](?:mailto|tel|blob|data|#|\/[^/])/.test(shown)
  );
}

function htmlAttribute(attribute: SgNode): Attribute {
  const [name, value] = parts(attribute);
  const inner = value?.is("quoted_attribute_value")
    ? (parts(value)[0]?.text() ?? "")
    : value?.text();
  const quote = value?.is("quoted_attribute_value") ? value.text().charAt(0) : '"';
  const text = inner ?? "";
  return { attribute, name: name?.text().toLowerCase() ?? "", text, quote, shown: short(text) };
}

function jsxAttribute(attribute: SgNode): Attribute {
  const [name, value] = parts(attribute);
  const expression = value?.is("jsx_expression") ? parts(value)[0] : value;
  const text = value === undefined ? "" : constantText(expression);
  const quote = value?.is("string") ? value.text().charAt(0) : '"';
  const shown =
    expression === undefined ? "" : value?.is("string") ? short(text ?? "") : brief(expression);
  return { attribute, name: name?.text() ?? "", text, quote, shown };
}

function short(text: string): string {
  return text.length <= 48 ? text : `${text.slice(0, 47)}…`;
}
