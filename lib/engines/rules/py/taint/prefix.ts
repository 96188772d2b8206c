import type { SgNode } from "@ast-grep/napi";
import { pyConstant } from "../names.ts";
import type { TextPart } from "../text-parts.ts";

/** Up to the first "/" after the host: a value behind it cannot choose another host. */
const fixedHost = /^(?:[a-z][\w+.-]*:\/\/[^/?#]+[/?#]|\/[^/\\]|[\w.-]+\/|[?#])/i;

/** The parts of an address from which its host is made. */
export function hostIsFixed(root: SgNode, all: readonly TextPart[]): readonly TextPart[] {
  const open: TextPart[] = [];
  let prefix = "";
  for (const part of all) {
    if (fixedHost.test(prefix)) break;
    if (part.kind === "text") {
      prefix += part.text;
      continue;
    }
    const constant = constantText(root, part.node);
    if (constant !== null) {
      prefix += constant;
      continue;
    }
    open.push(part);
    // A value that begins the address brings a host of its own.
    if (prefix === "") break;
    prefix += "x";
  }
  return open;
}

function constantText(root: SgNode, node: SgNode): string | null {
  const value = node.is("identifier") ? pyConstant(root, node.text()) : node;
  return value?.is("string") === true && value.find({ rule: { kind: "interpolation" } }) === null
    ? value.text().slice(1, -1)
    : null;
}
