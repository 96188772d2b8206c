import type { SgNode } from "@ast-grep/napi";
import { findKinds } from "../syntax.ts";
import { resolve } from "./scope.ts";

const outside =
  /\b(?:req|request|ctx|context|event|evt|e|msg|message)\s*\??\.\s*(?:query|params|param|body|headers|cookies|url|data|request)\b|\blocation\b|[sS]earchParams|\bdocument\s*\.\s*(?:URL|referrer|cookie)|\bwindow\s*\.\s*name\b/;

/**
 * True where a value plainly comes from a request or from the page's address. The rules that follow such
 * values report it; the others keep quiet, so that one fault is reported once.
 */
export function isLeftToTaint(value: SgNode): boolean {
  if (outside.test(value.text())) return true;
  const names = value.is("identifier") ? [value] : findKinds(value, "identifier").slice(0, 20);
  return names.some((name) => {
    const by = resolve(name)?.by;
    return by?.is("variable_declarator") === true && outside.test(by.field("value")?.text() ?? "");
  });
}
