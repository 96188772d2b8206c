import type { SgNode } from "@ast-grep/napi";
import { findKinds, rememberByTree } from "../../syntax.ts";
import type { Flow } from "../../taint/trace.ts";
import { argumentsOf, bare, calledName, isAccess, keyOf } from "../taint/expression.ts";
import { calleeText, callsNamed, type Sink } from "../taint/report.ts";
import { functionAround } from "../taint/statements.ts";

/** How sure the place is that a browser reads the text as HTML. */
export interface HtmlSink extends Sink {
  /** "page" always does; "send" does for any text; "markup" only for text with tags in it. */
  readonly reads: "page" | "send" | "markup";
}

const rememberAssigned = rememberByTree<readonly SgNode[]>();
const otherType =
  /(?:\.type|contentType|ContentDisposition\w*|\.header|\.set|setHeader|writeHead)\s*\([^)]{0,60}["'](?:text\/(?!html)[\w.+-]+|text|txt|json|xml|image\/[\w+-]+|application\/(?!xhtml)[\w.+-]+)|["']?content-type["']?\s*[,:\]]\s*=?\s*["'](?!text\/html)|["']content-disposition["']\s*[,:\]]\s*=?\s*["'`]attachment/i;

/** Places of a page that read a text as HTML: `innerHTML`, `document.write`, `__html`. */
export function pageSinks(root: SgNode): HtmlSink[] {
  const assigned = rememberAssigned(root, "html", () =>
    findKinds(root, "assignment_expression", "augmented_assignment_expression"),
  ).flatMap((by): HtmlSink[] => {
    const left = by.field("left");
    const value = by.field("right");
    if (left === null || value === null || !isAccess(left)) return [];
    if (!/^(?:innerHTML|outerHTML|srcdoc)$/.test(keyOf(left))) return [];
    return [{ at: by, value, name: left.text(), reads: "page" }];
  });
  const called = callsNamed(root, ["insertAdjacentHTML", "write", "writeln"]).flatMap(
    (call): HtmlSink[] => {
      const method = calledName(call);
      const object = call.field("function")?.field("object")?.text() ?? "";
      if (method !== "insertAdjacentHTML" && !/(?:^|\.)document$/.test(object)) return [];
      const value = argumentsOf(call)[method === "insertAdjacentHTML" ? 1 : 0];
      return value === undefined
        ? []
        : [{ at: call, value, name: calleeText(call), reads: "page" }];
    },
  );
  const rule = { kind: "pair", has: { field: "key", regex: "^__html$" } };
  const props = root.findAll({ rule }).flatMap((pair): HtmlSink[] => {
    const value = pair.field("value");
    const name = "dangerouslySetInnerHTML";
    return value === null ? [] : [{ at: pair, value, name, reads: "page" }];
  });
  return [...assigned, ...called, ...props];
}

/** Places that send a text as the answer to a request. */
export function answerSinks(root: SgNode): HtmlSink[] {
  const sent = callsNamed(root, ["send", "end", "write"]).flatMap((call): HtmlSink[] => {
    const value = argumentsOf(call)[0];
    const callee = call.field("function");
    if (value === undefined || callee === null) return [];
    const receiver = /^(?:this\.)?(\w+)/.exec(callee.text())?.[1] ?? "";
    if (!/^_?(?:res|response|resp|reply)$/.test(receiver) || !isHtmlAnswer(call)) return [];
    const any = calledName(call) === "send" && receiver !== "reply";
    return [{ at: call, value, name: calleeText(call), reads: any ? "send" : "markup" }];
  });
  const bodies = findKinds(root, "assignment_expression").flatMap((by): HtmlSink[] => {
    const value = by.field("right");
    if (by.field("left")?.text() !== "ctx.body" || value === null || !isHtmlAnswer(by)) return [];
    return [{ at: by, value, name: "ctx.body", reads: "markup" }];
  });
  const answers = callsNamed(root, ["Response", "NextResponse"]).flatMap((call): HtmlSink[] => {
    const [value, options] = argumentsOf(call);
    if (value === undefined || !/text\/html/i.test(options?.text() ?? "")) return [];
    return [{ at: call, value, name: `new ${calleeText(call)}`, reads: "markup" }];
  });
  return [...sent, ...bodies, ...answers];
}

/** False where the answer is declared to be something else than HTML. */
function isHtmlAnswer(at: SgNode): boolean {
  const around = functionAround(at)?.text() ?? "";
  return !otherType.test(around.slice(0, 6000));
}

/** True where the flow ends in text that a browser takes for HTML. */
export function endsAsHtml({ reads }: HtmlSink, flow: Flow): boolean {
  if (reads === "page") return true;
  const isText = (step: SgNode) =>
    step.is("template_string") || (step.is("binary_expression") && /["'`]/.test(step.text()));
  const built = flow.steps.filter(isText);
  // An object that is sent becomes JSON, whatever texts are in it.
  const after = flow.steps.findLastIndex((step) => bare(step).is("object"));
  if (after > flow.steps.findLastIndex(isText)) return false;
  if (reads === "markup") return built.some((step) => /<[a-z!/]/i.test(step.text()));
  return built.length > 0 || /the (?:query|path) of/.test(flow.what);
}
