import type { SgNode } from "@ast-grep/napi";
import type { Rule } from "../rule.ts";
import { kindOf } from "../syntax.ts";
import { nosqlInjectionExamples } from "./nosql-injection.examples.ts";
import { importsModule } from "./taint/qualified.ts";
import { argument, detections, namedCalls, requestRule, type Sink } from "./taint/rule-parts.ts";
import { annotationOf, parameterSource, requestSource, type Source } from "./taint/sources.ts";

export const pyNosqlInjection: Rule = {
  ...requestRule,
  id: "py/nosql-injection",
  title: "MongoDB query taken from the body of the request",
  fixTitle: "Query with plain values only",
  cwe: "CWE-943",
  severity: "high",
  fixClass: "C",
  why:
    'JSON can hold objects where a text was meant: `{"$ne": null}` as a password matches every ' +
    "document. Turn each value into what it must be, such as `str(value)`, before it becomes a part of " +
    "the query, and keep requests out of `$where`.",
  notSeen:
    "Values that come from other files, mappers such as MongoEngine, and bodies that a schema has checked.",
  hint: /\b(?:pymongo|flask_pymongo|motor)\b/,
  detect: (file) => detections(file, "nosql", sinks, (root) => ({ own: jsonOnly(root) })),
  examples: nosqlInjectionExamples,
};

const harm = 'an object such as `{"$ne": null}` in the body changes what the query matches.';
const querying = [
  "find",
  "find_one",
  "find_one_and_update",
  "find_one_and_delete",
  "find_one_and_replace",
  "update_one",
  "update_many",
  "delete_one",
  "delete_many",
  "replace_one",
  "count_documents",
  "aggregate",
  "distinct",
];

function sinks(root: SgNode): Sink[] {
  if (!importsModule(root, "pymongo", "flask_pymongo", "motor")) return [];
  return namedCalls(root, ...querying).flatMap(({ call, object, args }): Sink[] => {
    const value = argument(args, 0, "filter");
    if (value === undefined || object === "") return [];
    // `text.find(part)`
    const collection = value.is("dictionary") || /[.\]]|coll|db|mongo/i.test(object);
    return collection ? [{ place: call, value, harm }] : [];
  });
}

/** Only JSON brings objects: what the query or a form holds is text, and so is what is made into one. */
function jsonOnly(root: SgNode): (node: SgNode) => Source | "clean" | null {
  return (node) => {
    const kind = kindOf(node);
    if (kind === "attribute") {
      const source = requestSource(root, node);
      const json = /^(?:json|get_json|data|body)$/.test(node.field("attribute")?.text() ?? "");
      return source === null || json ? null : "clean";
    }
    if (/^(?:string|concatenated_string|binary_operator)$/.test(kind)) return "clean";
    if (kind === "call") {
      return /^(?:str|repr)$|\.(?:strip|lower|upper|format|decode|encode)$/.test(
        node.field("function")?.text() ?? "",
      )
        ? "clean"
        : null;
    }
    if (kind !== "identifier" || parameterSource(root, node) === null) return null;
    return /\b(?:dict|Any)\b/.test(annotationOf(node)?.text() ?? "") ? null : "clean";
  };
}
