import type { SgNode } from "@ast-grep/napi";
import { kindOf, parts, startOf } from "../syntax.ts";

/** A piece of a text that an expression puts together, in the order of the text. */
export type TextPart =
  | { readonly kind: "text"; readonly text: string; readonly start: number; readonly end: number }
  | {
      readonly kind: "value";
      readonly node: SgNode;
      /** What stands for the value in the text: `{x}`, `%s`, or the operand itself. */
      readonly start: number;
      readonly end: number;
      /** True where only a number can come out, as of `%d` or `{x:.2f}`. */
      readonly number: boolean;
      /** Its conversion and format, such as `!r` or `:>8`; empty for a plain one. */
      readonly format: string;
    };

/** How an expression builds a text, or null where it builds none that can be read off. */
export interface BuiltText {
  readonly how: "f-string" | "percent" | "format" | "plus" | "plain";
  readonly parts: readonly TextPart[];
}

export function builtText(node: SgNode): BuiltText | null {
  if (node.is("parenthesized_expression")) {
    const [inner, more] = parts(node);
    return inner === undefined || more !== undefined ? null : builtText(inner);
  }
  if (node.is("string") || node.is("concatenated_string")) return literal(node);
  if (node.is("binary_operator")) {
    const operator = node.field("operator")?.text();
    if (operator === "+") return sum(node);
    return operator === "%" ? percent(node) : null;
  }
  const callee = node.is("call") ? node.field("function") : null;
  const isFormat =
    callee?.is("attribute") === true && callee.field("attribute")?.text() === "format";
  return isFormat ? formatted(node, callee.field("object")) : null;
}

function literal(node: SgNode): BuiltText {
  const strings = node.is("string") ? [node] : parts(node);
  const all = strings.flatMap(stringParts);
  return { how: all.some((part) => part.kind === "value") ? "f-string" : "plain", parts: all };
}

function stringParts(string: SgNode): TextPart[] {
  return parts(string).flatMap((piece): TextPart[] => {
    const { start, end } = piece.range();
    const at = { start: start.index, end: end.index };
    if (piece.is("string_content")) return [{ kind: "text", text: piece.text(), ...at }];
    const [value, ...rest] = piece.is("interpolation") ? parts(piece) : [];
    if (value === undefined) return [];
    const format = rest.map((each) => each.text()).join("");
    const number = /^:[^{}]*[dfFeEgGxXobn%]$/.test(format);
    return [{ kind: "value", node: value, number, format, ...at }];
  });
}

function sum(node: SgNode): BuiltText | null {
  const operands: SgNode[] = [];
  const stack = [node];
  while (stack.length > 0) {
    const each = stack.pop() as SgNode;
    if (each.is("binary_operator") && each.field("operator")?.text() === "+") {
      stack.push(...parts(each).reverse());
    } else operands.push(each);
  }
  const found = operands.flatMap((operand): TextPart[] => {
    const inner = builtText(operand);
    if (inner !== null) return [...inner.parts];
    const { start, end } = operand.range();
    return [
      {
        kind: "value",
        node: operand,
        start: start.index,
        end: end.index,
        number: false,
        format: "",
      },
    ];
  });
  return found.some((part) => part.kind === "text") ? { how: "plus", parts: found } : null;
}

const percentHole = /%(?:%|(?:\((\w+)\))?([#0 +-]*\d*(?:\.\d+)?)([a-zA-Z]))/g;
const braceHole = /\{\{|\}\}|\{(\w*)((?:!\w)?(?::[^{}]*)?)\}/g;

function percent(node: SgNode): BuiltText | null {
  const left = node.field("left");
  const right = node.field("right");
  const template = left === null ? null : builtText(left);
  if (template === null || right === null || template.how !== "plain") return null;
  const values = right.is("tuple") ? parts(right) : [right];
  const named = pairs(right);
  return fill("percent", template, percentHole, (match, at) => {
    if (match[0] === "%%") return "text";
    const value = match[1] === undefined ? values[at] : named.get(match[1]);
    const format = (match[2] ?? "") + (match[3] === "s" ? "" : (match[3] ?? ""));
    return value === undefined
      ? null
      : { value, number: /[dfFeEgGxXou]/.test(match[3] ?? ""), format };
  });
}

function formatted(call: SgNode, template: SgNode | null): BuiltText | null {
  const text = template === null ? null : builtText(template);
  const list = call.field("arguments");
  if (text === null || list === null || text.how !== "plain") return null;
  const args = parts(list);
  if (args.some((each) => /splat/.test(kindOf(each)))) return null;
  const named = new Map(args.flatMap((each) => keywordOf(each)));
  const positional = args.filter((each) => !each.is("keyword_argument"));
  return fill("format", text, braceHole, (match, at) => {
    const name = match[1];
    if (name === undefined) return "text";
    const value = name === "" ? positional[at] : (named.get(name) ?? positional[Number(name)]);
    const format = match[2] ?? "";
    return value === undefined
      ? null
      : { value, number: /^:.*[dfFeEgGxXobn%]$/.test(format), format };
  });
}

type Hole =
  | { readonly value: SgNode; readonly number: boolean; readonly format: string }
  | "text"
  | null;

function fill(
  how: BuiltText["how"],
  template: BuiltText,
  hole: RegExp,
  heldBy: (match: RegExpMatchArray, at: number) => Hole,
): BuiltText | null {
  const found: TextPart[] = [];
  let holes = 0;
  for (const part of template.parts) {
    if (part.kind === "value") return null;
    let from = 0;
    const cut = (to: number): void => {
      if (to === from) return;
      const at = { start: part.start + from, end: part.start + to };
      found.push({ kind: "text", text: part.text.slice(from, to), ...at });
    };
    for (const match of part.text.matchAll(hole)) {
      const filled = heldBy(match, holes);
      if (filled === null) return null;
      if (filled === "text") continue;
      holes++;
      cut(match.index);
      from = match.index + match[0].length;
      const at = { start: part.start + match.index, end: part.start + from };
      found.push({
        kind: "value",
        node: filled.value,
        number: filled.number,
        format: filled.format,
        ...at,
      });
    }
    cut(part.text.length);
  }
  return { how, parts: found };
}

function pairs(node: SgNode): ReadonlyMap<string, SgNode> {
  if (!node.is("dictionary")) return new Map();
  return new Map(
    parts(node).flatMap((pair): [string, SgNode][] => {
      const key = pair.field("key");
      const value = pair.field("value");
      return key?.is("string") === true && value !== null ? [[key.text().slice(1, -1), value]] : [];
    }),
  );
}

function keywordOf(argument: SgNode): [string, SgNode][] {
  const name = argument.is("keyword_argument") ? argument.field("name") : null;
  const value = argument.field("value");
  return name === null || value === null ? [] : [[name.text(), value]];
}

/** The string literals that a text is written in, in order. */
export function literalsOf(node: SgNode): SgNode[] {
  const found = node.is("string") ? [node] : node.findAll({ rule: { kind: "string" } });
  return found.sort((a, b) => startOf(a) - startOf(b));
}
