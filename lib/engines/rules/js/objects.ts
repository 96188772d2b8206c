import type { SgNode } from "@ast-grep/napi";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, parts, replaceNode, startOf } from "../syntax.ts";

export function keyText(pair: SgNode): string {
  return (
    pair
      .field("key")
      ?.text()
      .replace(/^["']|["']$/g, "") ?? ""
  );
}

/** The `key: value` of an object literal. */
export function pairOf(object: SgNode, key: string): SgNode | null {
  return parts(object).find((part) => part.is("pair") && keyText(part) === key) ?? null;
}

/** The value that an object literal gives a key. */
export function valueAt(object: SgNode | null | undefined, key: string): SgNode | null {
  if (!object?.is("object")) return null;
  return pairOf(object, key)?.field("value") ?? null;
}

/** True where the literal says whether the key is there: nothing is spread into it or computed. */
export function isOpen(object: SgNode): boolean {
  return parts(object).some((part) => {
    return part.is("spread_element") || part.field("key")?.is("computed_property_name") === true;
  });
}

/** Whether the literal has the key in any of its forms. */
export function hasKey(object: SgNode, key: string): boolean {
  return parts(object).some((part) => {
    if (part.is("shorthand_property_identifier")) return part.text() === key;
    return keyText(part) === key || part.field("name")?.text() === key;
  });
}

/** Takes a member out of its object literal, with its line where it has one of its own. */
export function removePair(file: SourceFile, pair: SgNode): TextEdit | null {
  const object = pair.parent();
  if (!object?.is("object")) return null;
  const all = parts(object);
  const at = all.findIndex((each) => startOf(each) === startOf(pair));
  const next = all[at + 1];
  const previous = all[at - 1];
  const { text } = file;
  const tail = /^[ \t]*,?[ \t]*(?:\/\/[^\r\n]*)?/.exec(text.slice(endOf(pair)))?.[0] ?? "";
  const end = endOf(pair) + tail.length;
  const lineStart = text.lastIndexOf("\n", startOf(pair)) + 1;
  const ownLine =
    text.slice(lineStart, startOf(pair)).trim() === "" && /[\r\n]/.test(text[end] ?? "");
  if (next === undefined && previous === undefined) {
    const bare = object.children().every((child) => !child.is("comment") || startOf(child) < end);
    return bare ? replaceNode(object, "{}") : null;
  }
  if (ownLine && (next !== undefined || tail.includes(","))) {
    return { start: lineStart, end: text.indexOf("\n", end) + 1, text: "" };
  }
  if (next !== undefined) return { start: startOf(pair), end: startOf(next), text: "" };
  return previous === undefined ? null : { start: endOf(previous), end: endOf(pair), text: "" };
}

/** Puts `key: value` behind the last member, in the layout of the others. */
export function addPair(file: SourceFile, object: SgNode, member: string): TextEdit {
  const last = parts(object).at(-1);
  if (last === undefined) return replaceNode(object, `{ ${member} }`);
  const own = last.range().start.line !== object.range().start.line;
  const at = endOf(last);
  if (!own) return { start: at, end: at, text: `, ${member}` };
  const lineStart = file.text.lastIndexOf("\n", startOf(last)) + 1;
  const indent = /^[ \t]*/.exec(file.text.slice(lineStart))?.[0] ?? "";
  return { start: at, end: at, text: `,${file.eol}${indent}${member}` };
}
