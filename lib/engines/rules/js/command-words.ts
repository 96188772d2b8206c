import type { SgNode } from "@ast-grep/napi";
import type { CommandPart } from "../shell-words.ts";
import { parts } from "../syntax.ts";

/** The text and the values of a command expression, in order; null where it has escapes. */
export function commandParts(node: SgNode): CommandPart[] | null {
  if (node.is("parenthesized_expression")) {
    const inner = parts(node)[0];
    return inner === undefined ? null : commandParts(inner);
  }
  if (node.is("string") || node.is("template_string")) {
    const out: CommandPart[] = [];
    for (const part of parts(node)) {
      const value = part.is("template_substitution") ? parts(part)[0] : undefined;
      if (part.is("string_fragment")) out.push(part.text());
      else if (value === undefined) return null;
      else out.push(value);
    }
    return out;
  }
  if (node.is("binary_expression") && node.field("operator")?.text() === "+" && hasText(node)) {
    const left = node.field("left");
    const right = node.field("right");
    const before = left === null ? null : commandParts(left);
    const after = right === null ? null : commandParts(right);
    return before === null || after === null ? null : [...before, ...after];
  }
  return [node];
}

/** Without a text operand, `a + b` may be a sum of numbers. */
export function hasText(node: SgNode): boolean {
  if (node.is("string") || node.is("template_string")) return true;
  return node.is("binary_expression") && parts(node).some(hasText);
}
