import type { SgNode } from "@ast-grep/napi";
import { rememberByTree } from "../syntax.ts";
import { calledName, isBuiltin } from "./calls.ts";
import { httpCalls } from "./http-clients.ts";
import { onlyValue } from "./scope.ts";

const maxDepth = 6;

/** What a value that came from outside is, in words; null where it is not certain. */
export function outsideValue(root: SgNode, node: SgNode, depth = 0): string | null {
  if (depth > maxDepth) return null;
  const inner = (next: SgNode | null) =>
    next === null ? null : outsideValue(root, next, depth + 1);
  if (node.is("identifier")) return inner(onlyValue(root, node));
  if (node.is("await") || node.is("parenthesized_expression")) {
    return inner(node.children().find((each) => each.isNamed()) ?? null);
  }
  if (node.is("attribute")) {
    const object = node.field("object");
    const part = node.field("attribute")?.text() ?? "";
    const answer = /^(?:content|text|raw)$/.test(part) ? object : null;
    return answer !== null && isAnswer(root, answer) ? "the answer of a web server" : null;
  }
  return node.is("call") ? outsideCall(root, node, inner) : null;
}

function outsideCall(
  root: SgNode,
  node: SgNode,
  inner: (next: SgNode | null) => string | null,
): string | null {
  const callee = node.field("function");
  const object = callee?.field("object") ?? null;
  const method = callee?.field("attribute")?.text() ?? "";
  const first =
    node
      .field("arguments")
      ?.children()
      .find((each) => each.isNamed()) ?? null;
  const name = calledName(root, node) ?? "";
  const builtin = isBuiltin(root, callee) ? (callee?.text() ?? "") : "";
  if (/^(?:raw_)?input$/.test(builtin)) return "what a person types in";
  if (name === "sys.stdin.read" || name === "sys.stdin.readline") return "the standard input";
  if (
    /^(?:base64\.\w*decode\w*|zlib\.decompress|gzip\.decompress|io\.(?:Bytes|String)IO|codecs\.decode)$/.test(
      name,
    )
  )
    return inner(first);
  if (/^(?:str|bytes|bytearray)$/.test(builtin)) return inner(first);
  if (object === null) return null;
  if (/^(?:recv|recvfrom)$/.test(method))
    return isSocket(root, object) ? "what a socket receives" : null;
  if (method === "read" && isOpened(root, object)) return "the answer of a web server";
  return /^(?:decode|encode|strip|rstrip|lstrip|replace)$/.test(method) ? inner(object) : null;
}

function valueBehind(root: SgNode, node: SgNode): SgNode {
  return node.is("identifier") ? (onlyValue(root, node) ?? node) : node;
}

/** The answer to a request that is sent in this file. */
function isAnswer(root: SgNode, node: SgNode): boolean {
  const value = valueBehind(root, node);
  const answers = rememberAnswers(
    root,
    "ids",
    () => new Set(httpCalls(root).map(({ call }) => call.id())),
  );
  return answers.has(value.id());
}

const rememberAnswers = rememberByTree<ReadonlySet<number>>();

function isOpened(root: SgNode, node: SgNode): boolean {
  const name = calledName(root, valueBehind(root, node)) ?? "";
  return /^(?:urllib\.request\.urlopen|urllib2?\.urlopen|six\.moves\.urllib\.request\.urlopen)$/.test(
    name,
  );
}

function isSocket(root: SgNode, node: SgNode): boolean {
  const value = valueBehind(root, node);
  if (/^socket\.(?:socket|create_connection)$/.test(calledName(root, value) ?? "")) return true;
  return /^(?:sock|socket|client_socket|conn|connection|client)$/.test(node.text())
    ? hasSockets(root)
    : false;
}

/** A connection that `accept` hands out is bound together with its address. */
function hasSockets(root: SgNode): boolean {
  return (
    root.find({
      rule: { kind: "call", has: { field: "function", regex: "^socket\\.socket$" } },
    }) !== null
  );
}
