import type { SgNode } from "@ast-grep/napi";
import { normalised } from "../../syntax.ts";
import { type Flow, trace } from "../../taint/trace.ts";
import type { Danger } from "./danger.ts";
import { isAccess } from "./expression.ts";
import { jsOrigin } from "./origin.ts";

/** Sinks followed in one file: each takes time, and more of one kind tell nobody more. */
export const maxSinks = 400;

/** The way from a request to the expression, or null where none is proven. */
export function flowTo(sink: SgNode, danger: Danger): Flow | null {
  return trace(sink, jsOrigin({ danger }));
}

/** The source as it stands in the code, with the members read from it: `req.query.name`. */
export function sourceText(flow: Flow): string {
  let node = flow.source;
  for (const parent of flow.source.ancestors()) {
    const isObject = parent.field("object")?.id() === node.id();
    const isRead = isAccess(parent) && isObject && !parent.parent()?.is("call_expression");
    if (!isRead && !parent.is("non_null_expression")) break;
    node = parent;
  }
  return brief(node);
}

export function brief(node: SgNode): string {
  const text = normalised(node);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
