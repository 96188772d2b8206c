import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { wordsOf } from "../secret-names.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { kindOf, replaceNode, startOf } from "../syntax.ts";
import { commandParts } from "./command-words.ts";
import { unwrapped } from "./constants.ts";
import { brief, foundAt } from "./found.ts";
import { innerHtmlTextExamples } from "./inner-html-text.examples.ts";
import { isLeftToTaint } from "./outside-values.ts";
import { isTrusted } from "./trusted.ts";

export const innerHtmlText: Rule = {
  id: "js/inner-html-text",
  title: "Text set as HTML",
  fixTitle: "Set the text as text",
  cwe: "CWE-79",
  severity: "medium",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "What is assigned to `innerHTML` is read as markup: a name that holds a tag becomes an element, and " +
    "can run a script. Here the code itself writes no markup, so the fix assigns to `textContent`, " +
    "which shows the same text and reads no tags in it.",
  notSeen:
    "Values whose names do not say that they are text, texts with markup of their own, " +
    "`dangerouslySetInnerHTML`, and what a stranger sends, which `js/xss` follows. Files of tests are " +
    "left out.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\binnerHTML\s*=/,
  detect,
  fix,
  examples: innerHtmlTextExamples,
};

/** A longer expression is no line of text, and deep to walk through. */
const maxText = 5000;
const maxAssignments = 500;

function textAssignments(file: SourceFile): SgNode[] {
  const root = file.root();
  if (root === null) return [];
  const all = root.findAll({
    rule: { kind: "assignment_expression", has: { field: "left", regex: "\\.innerHTML$" } },
  });
  return all.slice(0, maxAssignments).filter((node) => {
    const right = node.field("right");
    if (right === null || !node.field("left")?.is("member_expression")) return false;
    return node.parent()?.is("expression_statement") === true && isText(right);
  });
}

/** Plain words around values that are named as text, or such a value alone. */
function isText(right: SgNode): boolean {
  const all = right.text().length > maxText ? null : commandParts(unwrapped(right));
  if (all === null) return false;
  const values = all.filter((part) => typeof part !== "string");
  const words = all.filter((part) => typeof part === "string").join("");
  if (/[<>&]/.test(words) || values.length === 0) return false;
  if (!values.every((value) => isTrusted(value) || namesText(value))) return false;
  if (!/[A-Za-z]/.test(words) && !values.every(isPersonalText)) return false;
  return values.some((value) => !isTrusted(value)) && !values.some(isLeftToTaint);
}

const textWords = new Set([
  "name",
  "place",
  "timezone",
  "street",
  "address",
  "number",
  "message",
  "error",
  "reason",
  "username",
  "firstname",
  "lastname",
  "filename",
  "nickname",
  "title",
  "label",
  "email",
  "phone",
  "city",
  "country",
  "date",
  "time",
  "count",
  "total",
  "price",
  "amount",
  "quantity",
  "score",
  "id",
  "url",
  "path",
  "version",
  "status",
  "text",
  "caption",
  "currency",
]);

/** `user.name`, `fileName`, `row["title"]`: a value by a name that means text, not markup. */
function namesText(value: SgNode): boolean {
  const inner = unwrapped(value);
  if (!/^(?:identifier|member_expression)$/.test(kindOf(inner))) return false;
  const name = inner.field("property")?.text() ?? inner.text();
  const words = wordsOf(name);
  if (words.some((word) => /html|markup|template|icon|svg|content|body/.test(word))) return false;
  return textWords.has(words.at(-1) ?? "");
}

/** Alone, a caption or a title is often markup that somebody has made; a name or an address is not. */
function isPersonalText(value: SgNode): boolean {
  return /(?:name|email|phone|city|country)$/i.test(value.text()) && namesText(value);
}

function detect(file: SourceFile): readonly Detection[] {
  return textAssignments(file).map((node) => {
    const right = node.field("right") ?? node;
    const message = `\`${brief(right)}\` is plain text and is set as HTML: a tag in it becomes an element of the page.`;
    return foundAt(node, message);
  });
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const node = textAssignments(file).find((each) => startOf(each) === detection.start);
  const right = node?.field("right");
  const property = node?.field("left")?.field("property");
  if (right === null || right === undefined || property === null || property === undefined)
    return null;
  // A name alone may still be filled with markup elsewhere; a text of the code's own shows it is none.
  const own = commandParts(unwrapped(right))?.some((part) => {
    return typeof part === "string" && /[A-Za-z]/.test(part);
  });
  return own === true ? [replaceNode(property, "textContent")] : null;
}
