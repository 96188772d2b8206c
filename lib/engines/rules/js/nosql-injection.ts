import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, parts, replaceNode, startOf } from "../syntax.ts";
import { stringContent } from "./bindings.ts";
import { nosqlInjectionExamples } from "./nosql-injection.examples.ts";
import { argumentsOf } from "./taint/expression.ts";
import { loads } from "./taint/modules.ts";
import { calleeText, callsNamed, detection, reachedByRequest, type Sink } from "./taint/report.ts";

export const nosqlInjection: Rule = {
  id: "js/nosql-injection",
  title: "Request can put operators into a MongoDB query",
  fixTitle: "Take the value as a string",
  cwe: "CWE-943",
  severity: "high",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    'A field of a JSON body or of Express\'s query may be an object. `{ "$ne": null }` where a password or ' +
    "token is expected matches every record. The fix turns the field into a string with `String(…)`, where " +
    "the name says that it is one or Mongoose turns it into the type of its schema.",
  notSeen:
    "Filters that are put together in another file, models from a file whose path does not say so, and " +
    "bodies whose shape is checked by a schema of another file, which is believed.",
  appliesTo: (path) => !isTestPath(path),
  hint: /mongo|models?\b/i,
  detect: (file) =>
    reachedByRequest(file, filters, "nosql").map((sink) =>
      detection(
        sink,
        `\`${sink.name}\` looks for \`${sink.source}\`, which may be an object with operators such as ` +
          "`$ne`: it then finds records that it should not.",
      ),
    ),
  fix,
  examples: nosqlInjectionExamples,
};

const names = [
  "find",
  "findOne",
  "findOneAndUpdate",
  "findOneAndDelete",
  "findOneAndReplace",
  "findOneAndRemove",
  "updateOne",
  "updateMany",
  "deleteOne",
  "deleteMany",
  "replaceOne",
  "count",
  "countDocuments",
  "exists",
];
const otherMappers = "sequelize|sequelize-typescript|typeorm|@prisma/client|knex|objection";
const stringFields =
  /^(?:email|user|username|userName|login|name|firstName|lastName|token|resetToken|password|passwordHash|slug|phone|title|code|secret|apiKey|key|handle|city|country)$/;

interface Filter extends Sink {
  /** The key that the value stands under; null for a filter that is taken whole. */
  readonly key: string | null;
}

function filters(root: SgNode): Filter[] {
  if (loads(root, otherMappers) || /sanitizeFilter|mongo-?sanitize/i.test(root.text())) return [];
  const mongo = loads(root, "mongoose|mongodb|mongoist|monk|@nestjs/mongoose");
  return callsNamed(root, names).flatMap((call): Filter[] => {
    const filter = argumentsOf(call)[0];
    const receiver = call.field("function")?.field("object") ?? null;
    if (filter === undefined || receiver === null) return [];
    if (!mongo && !isModelName(root, receiver)) return [];
    const name = calleeText(call);
    if (!filter.is("object")) return [{ at: call, value: filter, name, key: null }];
    return fieldsOf(filter).map((field) => ({ ...field, name }));
  });
}

/** `User` out of a file of models. */
function isModelName(root: SgNode, receiver: SgNode): boolean {
  if (!receiver.is("identifier") || !/^[A-Z]/.test(receiver.text())) return false;
  return loads(root, `[^"'\\n]{0,80}models?/[\\w.-]{0,60}`) || loads(root, `[./\\w-]{0,80}models?`);
}

/** The fields of a filter that compare with a value, `$and` and `$or` included. */
function fieldsOf(filter: SgNode, depth = 0): Omit<Filter, "name">[] {
  if (depth > 3) return [];
  return parts(filter).flatMap((part) => {
    if (part.is("shorthand_property_identifier"))
      return [{ at: part, value: part, key: part.text() }];
    if (part.is("spread_element")) {
      const value = parts(part)[0];
      return value === undefined ? [] : [{ at: part, value, key: null }];
    }
    const value = part.field("value");
    if (!part.is("pair") || value === null) return [];
    const key = stringContent(part.field("key")) ?? part.field("key")?.text() ?? "";
    if (/^\$(?:and|or|nor)$/.test(key) && value.is("array")) {
      return parts(value).flatMap((each) => (each.is("object") ? fieldsOf(each, depth + 1) : []));
    }
    // The value of `$eq` and its like is compared as it is; a nested object has operators of its own.
    return value.is("object") || key.startsWith("$") || /^(?:where|include|data)$/.test(key)
      ? []
      : [{ at: part, value, key }];
  });
}

function fix(file: SourceFile, found: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const filter = filters(root).find(
    ({ at }) => startOf(at) === found.start && endOf(at) === found.end,
  );
  if (filter === undefined || filter.key === null || !/^\w+$/.test(filter.key)) return null;
  if (!loads(root, "mongoose") && !stringFields.test(filter.key)) return null;
  const { value } = filter;
  if (value.is("shorthand_property_identifier")) {
    return [replaceNode(value, `${value.text()}: String(${value.text()})`)];
  }
  const simple = /^(?:identifier|member_expression|subscript_expression)$/.test(
    String(value.kind()),
  );
  return simple && !value.text().includes("?.")
    ? [replaceNode(value, `String(${value.text()})`)]
    : null;
}
