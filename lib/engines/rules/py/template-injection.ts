import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, parts, startOf } from "../syntax.ts";
import { importsModule, qualified } from "./taint/qualified.ts";
import { argument, detections, namedCalls, requestRule, type Sink } from "./taint/rule-parts.ts";
import { meaningOf } from "./taint/scopes.ts";
import { templateInjectionExamples } from "./template-injection.examples.ts";
import { builtText, literalsOf } from "./text-parts.ts";

export const pyTemplateInjection: Rule = {
  ...requestRule,
  id: "py/template-injection",
  title: "Template built from a value of the request",
  fixTitle: "Hand the value to the template",
  cwe: "CWE-1336",
  severity: "critical",
  fixClass: "B",
  why:
    "What stands in a template's text is run: `{{ … }}` in a value reaches Python's objects, and from " +
    "there any code. The fix keeps the text constant and hands the value over as a variable, which " +
    "Flask also escapes.",
  notSeen:
    "Values that come from other files, and templates that are loaded from files a request has written. " +
    "Only an f-string given to `render_template_string` has a fix.",
  detect: (file) => detections(file, "template", sinks),
  fix,
  examples: templateInjectionExamples,
};

const harm = "`{{ … }}` in it is run on the server.";
const templates =
  /^(?:(?:flask|quart)\.(?:templating\.)?(?:render|stream)_template_string|jinja2\.(?:environment\.)?Template|mako\.template\.Template|django\.template\.(?:base\.)?Template)$/;

function sinks(root: SgNode): Sink[] {
  const direct = namedCalls(
    root,
    "render_template_string",
    "stream_template_string",
    "Template",
  ).flatMap(({ call, name, args }): Sink[] => {
    const value = argument(args, 0, "source");
    return name === null || !templates.test(name) || value === undefined
      ? []
      : [{ place: call, value, harm }];
  });
  const made = importsModule(root, "jinja2", "flask", "django.template")
    ? namedCalls(root, "from_string")
    : [];
  return [
    ...direct,
    ...made.flatMap(({ call, object, args }): Sink[] => {
      const value = argument(args, 0, "source");
      return value === undefined || !/env|jinja|engine/i.test(object) || isSandbox(root, call)
        ? []
        : [{ place: call, value, harm }];
    }),
  ];
}

/** Its templates reach no more than their variables. */
function isSandbox(root: SgNode, call: SgNode): boolean {
  const object = call.field("function")?.field("object") ?? call;
  const definitions = meaningOf(root, object.text(), startOf(object))?.definitions ?? [];
  return [object, ...definitions.map(({ value }) => value)].some((each) =>
    /Sandbox/i.test(each?.text().slice(0, 200) ?? ""),
  );
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = sinks(root).find((each) => startOf(each.place) === detection.start);
  const callee = found?.place.field("function") ?? null;
  if (found === undefined || callee === null) return null;
  if (!/^flask\.(?:templating\.)?render_template_string$/.test(qualified(root, callee) ?? ""))
    return null;
  const { value } = found;
  const built = builtText(value);
  const list = found.place.field("arguments");
  if (built?.how !== "f-string" || list === null || value.is("parenthesized_expression"))
    return null;
  // Braces that were doubled for the f-string are the template's own, or its script's.
  if (built.parts.some((part) => part.kind === "text" && /[{}]/.test(part.text))) return null;
  const taken = new Set(parts(list).flatMap((each) => each.field("name")?.text() ?? []));
  if (parts(list).some((each) => /splat/.test(String(each.kind())))) return null;
  const given = new Map<string, string>();
  const edits: TextEdit[] = [];
  for (const part of built.parts) {
    if (part.kind === "text") continue;
    const name = variableName(part.node);
    if (name === null || part.format !== "" || taken.has(name)) return null;
    if ((given.get(name) ?? part.node.text()) !== part.node.text()) return null;
    given.set(name, part.node.text());
    edits.push({ start: part.start, end: part.end, text: `{{ ${name} }}` });
  }
  for (const literal of literalsOf(value)) {
    if (!/^f["']/i.test(literal.text())) {
      if (!/^["']/.test(literal.text())) return null;
    } else edits.push({ start: startOf(literal), end: startOf(literal) + 1, text: "" });
  }
  const last = parts(list).at(-1) ?? value;
  const text = [...given].map(([name, held]) => `, ${name}=${held}`).join("");
  return given.size === 0 ? null : [...edits, { start: endOf(last), end: endOf(last), text }];
}

/** What the template may call the value: its own name, or the key it is read by. */
function variableName(node: SgNode): string | null {
  if (node.is("identifier")) return node.text();
  const key =
    /^request\.\w+(?:\[["'](\w+)["']\]|\.get\(["'](\w+)["'](?:, ["'][\w ]*["'])?\))$/.exec(
      node.text(),
    );
  const name = key?.[1] ?? key?.[2] ?? null;
  return name !== null &&
    /^[a-z_]\w*$/i.test(name) &&
    !/^(?:request|session|g|config|self|loop|class|from|import|in|is|not)$/.test(name)
    ? name
    : null;
}
