import type { SgNode } from "@ast-grep/napi";
import { kindOf } from "../../syntax.ts";
import { resolve } from "../scope.ts";
import { argumentsOf, bare, calledName, propertyOf } from "./expression.ts";

const parsers =
  /^(?:parse|parseAsync|safeParse|safeParseAsync|validate|validateSync|validateAsync|cast|attempt)$/;
const builders = /^(?:z|zod|Joi|joi|yup|v)\s*\./;
const closed =
  /\.(?:number|int|integer|boolean|bool|bigint|date|enum|nativeEnum|literal|valid|equal|oneOf|uuid|guid|cuid2?|ulid|nanoid|hex|alphanum|regex|matches|pattern|isoDate|ip)\s*\(/;
const text = /\.(?:string|email|trim)\s*\(/;

/** What a schema of this file makes of a value: nothing is known of one from elsewhere. */
export type Checked = "closed" | "string" | "open";

export interface SchemaCall {
  readonly checked: Checked;
  /** The value that is checked. */
  readonly value: SgNode;
}

/** A call such as `schema.parse(req.body)`, and what the schema says of a place in its result. */
export function schemaCall(call: SgNode, path: readonly string[]): SchemaCall | null {
  const method = calledName(call);
  if (!parsers.test(method)) return null;
  const object = call.field("function")?.field("object") ?? null;
  const [value, second] = argumentsOf(call);
  if (object === null || value === undefined || /^JSON$/.test(object.text())) return null;
  const joined = method === "attempt" ? second : object;
  const schema = joined === undefined ? null : schemaValue(joined);
  const inner = path.filter((key, at) => at > 0 || !/^(?:data|value)$/.test(key));
  return { checked: schema === null ? "open" : judge(schema, inner), value };
}

function schemaValue(node: SgNode, depth = 0): SgNode | null {
  const inner = bare(node);
  if (depth > 4) return null;
  if (inner.is("call_expression")) return builders.test(inner.text()) ? inner : null;
  if (!inner.is("identifier")) return null;
  const by = resolve(inner)?.by;
  const value = by?.is("variable_declarator") ? by.field("value") : null;
  return value == null ? null : schemaValue(value, depth + 1);
}

function judge(schema: SgNode, path: readonly string[]): Checked {
  const [key, ...rest] = path;
  if (key === undefined || key === "*") return ofText(schema);
  const shape = objectOf(schema);
  const member = shape === null ? null : propertyOf(shape, key);
  if (member === null) return shape === null ? ofText(schema) : "open";
  const value = schemaValue(member) ?? member;
  return rest.length === 0 ? ofText(value) : judge(value, rest);
}

/** The literal that `z.object({ … })` was given, behind `.strict()` and its like. */
function objectOf(schema: SgNode): SgNode | null {
  let call: SgNode | null = schema;
  while (call?.is("call_expression")) {
    const first = argumentsOf(call)[0];
    if (
      /^(?:object|keys|shape|strictObject|looseObject)$/.test(calledName(call)) &&
      first?.is("object")
    ) {
      return first;
    }
    const callee: SgNode | null = call.field("function");
    call =
      callee !== null && kindOf(callee) === "member_expression" ? callee.field("object") : null;
  }
  return null;
}

function ofText(schema: SgNode): Checked {
  const source = schema.text();
  if (/\.(?:object|any|unknown|record|mixed)\s*\(/.test(source)) return "open";
  if (closed.test(source)) return "closed";
  return text.test(source) ? "string" : "open";
}
