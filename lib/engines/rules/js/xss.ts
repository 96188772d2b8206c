import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { parts, replaceNode, startOf } from "../syntax.ts";
import { declarationsOf } from "./scope.ts";
import { answerSinks, endsAsHtml, type HtmlSink, pageSinks } from "./sinks/html.ts";
import { piecesOf } from "./taint/address.ts";
import { browserSource } from "./taint/browser-sources.ts";
import { bare } from "./taint/expression.ts";
import { flowTo } from "./taint/flow.ts";
import { detection, reached } from "./taint/report.ts";
import type { JsOriginOptions } from "./taint/walk.ts";
import { xssExamples } from "./xss.examples.ts";

const options: JsOriginOptions = { danger: "html", own: browserSource };

export const xss: Rule = {
  id: "js/xss",
  title: "Text of a request or link becomes part of a page",
  fixTitle: "Put the text in as text",
  cwe: "CWE-79",
  severity: "high",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "A value of the request or the link that holds `<script>` becomes part of the page, and runs with the " +
    "rights of whoever opens it. The fix uses `textContent` where no markup is meant, or the `escapeHtml` " +
    "that the file already has.",
  notSeen:
    "Values that come through another file or a database, templates of other files, and headers, cookies " +
    "and paths, which a link to the page cannot fill with markup.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\.(?:send|end|write|body)\b|[iI]nnerHTML|outerHTML|insertAdjacentHTML|document\.write|Response\s*\(|srcdoc/,
  detect: (file) =>
    reached(file, sinksOf, options)
      .filter((sink) => endsAsHtml(sink, sink.flow))
      .map((sink) =>
        detection(
          sink,
          `\`${sink.name}\` puts \`${sink.source}\` into a page as HTML: a script in it runs in the browser ` +
            "of whoever opens the link.",
        ),
      ),
  fix,
  examples: xssExamples,
};

function sinksOf(root: SgNode): HtmlSink[] {
  return [...pageSinks(root), ...answerSinks(root)];
}

function fix(file: SourceFile, found: Detection): readonly TextEdit[] | null {
  const root = file.root();
  const sink =
    root === null ? undefined : sinksOf(root).find(({ at }) => startOf(at) === found.start);
  if (root === null || sink === undefined) return null;
  return sink.reads === "page" ? asText(sink) : escaped(root, sink);
}

/** `innerHTML = text` becomes `textContent = text` where no markup stands in the code. */
function asText({ at, value }: HtmlSink): readonly TextEdit[] | null {
  const property = at.is("assignment_expression") ? at.field("left")?.field("property") : null;
  if (property == null || property.text() !== "innerHTML") return null;
  const pieces = piecesOf(bare(value));
  const plain = pieces.every((piece) =>
    typeof piece === "string" ? !/[<&\\]/.test(piece) : isPlainRead(piece),
  );
  return plain ? [replaceNode(property, "textContent")] : null;
}

/** A value that is read rather than made: what makes it may make markup. */
function isPlainRead(node: SgNode): boolean {
  const inner = bare(node);
  if (inner.is("identifier") || inner.is("member_expression")) return true;
  return inner.is("call_expression") && /\.get\s*\(\s*["'][\w-]+["']\s*\)$/.test(inner.text());
}

/** Wraps each of the request's values in the file's own `escapeHtml`. */
function escaped(root: SgNode, { value }: HtmlSink): readonly TextEdit[] | null {
  const name = ["escapeHtml", "escapeHTML"].find((each) => declarationsOf(root, each).length === 1);
  const template = bare(value);
  if (name === undefined || !template.is("template_string")) return null;
  const text = template.text();
  // In a script, a style or an unquoted attribute escaping is not enough.
  if (/<(?:script|style)\b|=\s*\$\{|\b(?:href|src|on\w+|style|srcdoc)\s*=/i.test(text)) return null;
  const values = parts(template).flatMap((part) =>
    part.is("template_substitution") ? parts(part).slice(0, 1) : [],
  );
  const dangerous = values.filter((each) => flowTo(each, "html") !== null);
  if (!dangerous.every((each) => /^(?:identifier|member_expression)$/.test(String(each.kind()))))
    return null;
  return dangerous.map((each) => replaceNode(each, `${name}(${each.text()})`));
}
