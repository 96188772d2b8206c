import type { SgNode } from "@ast-grep/napi";
import type { Origin } from "../../taint/trace.ts";
import { packageOf } from "./modules.ts";

const addresses =
  /^(?:(?:window|document|self|globalThis)\.)?location\.(?:search|hash|href)$|^document\.(?:URL|documentURI|referrer)$|^window\.name$/;

/** What whoever made a link can put into the page that it opens. */
export function browserSource(node: SgNode): Origin | null {
  if (node.is("member_expression") && addresses.test(node.text())) {
    return { kind: "source", what: "the address of the page", at: node };
  }
  if (!node.is("call_expression") || node.field("function")?.text() !== "useSearchParams")
    return null;
  const origin = packageOf(node.field("function"));
  return origin === null ? null : { kind: "source", what: "the address of the page", at: node };
}
