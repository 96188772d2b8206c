import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { parts, startOf } from "../syntax.ts";
import { importName } from "./imports.ts";
import { openRedirectExamples } from "./open-redirect.examples.ts";
import { importsModule } from "./taint/qualified.ts";
import { argument, detections, namedCalls, requestRule, type Sink } from "./taint/rule-parts.ts";
import { meaningOf } from "./taint/scopes.ts";

export const pyOpenRedirect: Rule = {
  ...requestRule,
  id: "py/open-redirect",
  title: "Redirect to an address that the request names",
  fixTitle: "Redirect within the site only",
  cwe: "CWE-601",
  severity: "medium",
  fixClass: "B",
  why:
    "A link to your site then leads anywhere: people trust its beginning, and type their password into " +
    "a copy of your page. The fix has Django check that the address leads to this host, and goes to " +
    "the start page where it does not.",
  notSeen:
    "Addresses that come from other files or from the body of the request, and `Location` headers set by hand. Only a Django view that " +
    "redirects to a local variable has a fix.",
  detect: (file) => detections(file, "redirect", sinks),
  fix,
  examples: openRedirectExamples,
};

const harm = "a link to this site can lead to any other.";
const redirects =
  /^(?:(?:flask|quart|werkzeug\.utils|django\.shortcuts)\.redirect|django\.http\.(?:response\.)?HttpResponse(?:Permanent)?Redirect|(?:fastapi|starlette)\.responses\.RedirectResponse)$/;

function sinks(root: SgNode): Sink[] {
  const all = namedCalls(
    root,
    "redirect",
    "HttpResponseRedirect",
    "HttpResponsePermanentRedirect",
    "RedirectResponse",
  );
  return all.flatMap(({ call, name, args }): Sink[] => {
    const value = argument(args, 0, name?.endsWith("RedirectResponse") ? "url" : "location");
    return name === null || !redirects.test(name) || value === undefined
      ? []
      : [{ place: call, value, harm }];
  });
}

/** `return redirect(target)` gets Django's check of `target` before it. */
function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null || !importsModule(root, "django")) return null;
  const found = sinks(root).find((each) => startOf(each.place) === detection.start);
  const statement = found?.place.parent() ?? null;
  if (
    found === undefined ||
    statement?.is("return_statement") !== true ||
    !found.value.is("identifier")
  )
    return null;
  const target = found.value.text();
  const meaning = meaningOf(root, target, startOf(found.value));
  const request = requestAround(statement);
  if (
    meaning?.own !== true ||
    meaning.scope.kind !== "function" ||
    request === null ||
    parts(statement).length !== 1
  ) {
    return null;
  }
  const lineStart = file.text.lastIndexOf("\n", startOf(statement)) + 1;
  const indent = file.text.slice(lineStart, startOf(statement));
  if (!/^[ \t]+$/.test(indent)) return null;
  const check = importName(file, root, "django.utils.http", "url_has_allowed_host_and_scheme");
  if (check === null) return null;
  const step = indent.includes("\t") ? "\t" : indent.length % 4 === 0 ? "    " : "  ";
  const text =
    `if not ${check.local}(${target}, allowed_hosts={${request}.get_host()}):` +
    `${file.eol}${indent}${step}${target} = "/"${file.eol}${indent}`;
  return [{ start: startOf(statement), end: startOf(statement), text }, ...check.edits];
}

function requestAround(node: SgNode): string | null {
  const fn = node.ancestors().find((each) => each.is("function_definition"));
  const names = parts(fn?.field("parameters") ?? node).map((each) => each.text());
  if (names[0] === "request" || names[1] === "request") return "request";
  return null;
}
