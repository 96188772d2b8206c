import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { findKinds, parts, startOf } from "../syntax.ts";
import { escapedHtml } from "./escaped-html.ts";
import { functionAround } from "./taint/functions.ts";
import { importsModule } from "./taint/qualified.ts";
import { routePaths } from "./taint/routes.ts";
import {
  argument,
  detection,
  namedCalls,
  reached,
  requestRule,
  type Sink,
} from "./taint/rule-parts.ts";
import { builtText } from "./text-parts.ts";
import { xssExamples } from "./xss.examples.ts";

export const pyXss: Rule = {
  ...requestRule,
  id: "py/xss",
  title: "HTML built from a value of the request",
  fixTitle: "Escape the value in the HTML",
  cwe: "CWE-79",
  severity: "high",
  fixClass: "B",
  why:
    "A value that stands in HTML as it came can bring a `<script>` of its own, which acts as whoever " +
    "opens the link. The fix passes the value through the framework's `escape`, so that the page shows " +
    "it as text.",
  notSeen:
    "Values that come from a database or from other files, and templates that switch escaping off. A fix " +
    "is left out where the value stands in a script, a style, an address or an attribute without quotes.",
  detect: (file) => found(file).map(detection),
  fix,
  examples: xssExamples,
};

const harm = "a value with `<script>` in it runs in the browser of whoever opens the link.";
const trusted =
  /^(?:markupsafe|flask|jinja2)\.Markup$|^django\.utils\.(?:safestring\.(?:mark_safe|SafeString)|html\.mark_safe)$/;
/** Whether a call declares a text to be HTML that is safe as it is. */
export function declaresSafe(name: string | null): boolean {
  return name !== null && trusted.test(name);
}

const responses =
  /^(?:django\.http\.(?:response\.)?HttpResponse(?:BadRequest|NotFound|Forbidden|ServerError)?|(?:fastapi|starlette)\.responses\.HTMLResponse|(?:flask|quart|werkzeug\.wrappers)\.(?:Response|make_response))$/;

function sinks(root: SgNode): Sink[] {
  const calls = namedCalls(
    root,
    "Markup",
    "mark_safe",
    "SafeString",
    "HttpResponse",
    "HttpResponseBadRequest",
    "HttpResponseNotFound",
    "HttpResponseForbidden",
    "HttpResponseServerError",
    "HTMLResponse",
    "Response",
    "make_response",
  ).flatMap(({ call, name, args }): Sink[] => {
    const value = argument(args, 0, "content") ?? argument(args, 0, "response");
    // `Markup(x).unescape()` reads HTML, and declares nothing.
    if (/^(?:unescape|striptags)$/.test(call.parent()?.field("attribute")?.text() ?? "")) return [];
    if (name === null || value === undefined || !(declaresSafe(name) || responses.test(name)))
      return [];
    const typed = args.some(
      (each) =>
        /^(?:content_type|mimetype|media_type|headers|status)\s*=/.test(each.text()) &&
        !/html/.test(each.text()) &&
        !/^status/.test(each.text()),
    );
    return typed ||
      (responses.test(name) &&
        args[1] !== undefined &&
        !args[1].is("keyword_argument") &&
        /["']/.test(args[1].text()) &&
        !/html/.test(args[1].text()))
      ? []
      : [{ place: call, value, harm }];
  });
  return importsModule(root, "flask", "quart") ? [...calls, ...returned(root)] : calls;
}

/** Flask sends a text that a view returns as HTML. */
function returned(root: SgNode): Sink[] {
  return findKinds(root, "return_statement").flatMap((statement): Sink[] => {
    const [whole] = parts(statement);
    const several = whole?.is("expression_list") === true || whole?.is("tuple") === true;
    if (whole === undefined || (several && /content.type/i.test(whole.text()))) return [];
    const value = several ? parts(whole)[0] : whole;
    if (value === undefined || (value.is("call") && builtText(value) === null)) return [];
    const view = functionAround(statement);
    return view !== null && routePaths(root, view) !== null ? [{ place: value, value, harm }] : [];
  });
}

function found(file: SourceFile) {
  const root = file.root();
  if (root === null) return [];
  return reached(root, "html", sinks(root), { own: jsonApart }).filter(({ sink, flow }) => {
    const marked = /(?:Markup|mark_safe|SafeString)$/.test(
      sink.place.field("function")?.text() ?? "",
    );
    // JSON that is handed back whole is no HTML; a text that was put together is.
    return marked || flow.steps.some((step) => isHtml(step));
  });
}

/** What a dictionary holds is sent as JSON. */
function jsonApart(node: SgNode): "clean" | null {
  return node.is("dictionary") || node.is("dictionary_comprehension") ? "clean" : null;
}

function isHtml(step: SgNode): boolean {
  const built = builtText(step);
  const text = built?.parts.map((part) => (part.kind === "text" ? part.text : "")).join("") ?? "";
  return /<[a-z!/]/i.test(text);
}

function fix(file: SourceFile, detected: Detection): readonly TextEdit[] | null {
  const root = file.root();
  const one = found(file).find(({ sink }) => startOf(sink.place) === detected.start);
  return root === null || one === undefined ? null : escapedHtml(file, root, one);
}
