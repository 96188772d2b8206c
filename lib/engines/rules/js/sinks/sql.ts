import type { SgNode } from "@ast-grep/napi";
import type { Flow } from "../../taint/trace.ts";
import { argumentsOf, calledName, propertyOf } from "../taint/expression.ts";
import { loads, packageOf } from "../taint/modules.ts";
import { calleeText, callsNamed, type Sink } from "../taint/report.ts";

const drivers =
  /^(?:pg|pg-promise|mysql2?|mysql2\/promise|mariadb|sqlite3?|better-sqlite3|knex|sequelize|sequelize-typescript|typeorm|@prisma\/client|postgres|mssql|tedious|oracledb|@vercel\/postgres|@neondatabase\/serverless|drizzle-orm.*|slonik|kysely)$/;
const driverWords =
  "pg|pg-promise|mysql2?|mariadb|sqlite3?|better-sqlite3|knex|sequelize|sequelize-typescript|typeorm|@prisma/client|postgres|mssql|oracledb|@vercel/postgres|@neondatabase/serverless|drizzle-orm|slonik|kysely";
/** Methods that run nothing but SQL. */
const always = [
  "$queryRawUnsafe",
  "$executeRawUnsafe",
  "whereRaw",
  "havingRaw",
  "orderByRaw",
  "groupByRaw",
  "joinRaw",
];
const plain = ["query", "execute", "raw", "literal", "unsafe"];
/** Methods with other uses: the text must read as SQL. */
const byText = [
  "all",
  "get",
  "run",
  "each",
  "exec",
  "prepare",
  "executeSql",
  "manyOrNone",
  "oneOrNone",
  "any",
  "none",
  "one",
  "many",
];
const builders = ["where", "andWhere", "orWhere", "having"];
const sqlWords =
  /\b(?:select|insert\s+into|update|delete\s+from|where|order\s+by|group\s+by|values|alter\s+table|drop\s+table|create\s+table|truncate)[\s(]/i;

export interface SqlSink extends Sink {
  /** "driver" where the package is known; "text" where only the words of the query can tell. */
  readonly known: "driver" | "text";
}

/** Calls that run their first argument as SQL. */
export function sqlSinks(root: SgNode): SqlSink[] {
  const hasDriver = loads(root, driverWords);
  const typeorm = loads(root, "typeorm|@nestjs/typeorm");
  const calls = callsNamed(root, [...always, ...plain, ...byText, ...(typeorm ? builders : [])]);
  return calls.flatMap((call): SqlSink[] => {
    const first = argumentsOf(call)[0];
    const callee = call.field("function");
    if (first === undefined || !callee?.is("member_expression")) return [];
    if (/^(?:string|number|arrow_function|function_expression)$/.test(String(first.kind())))
      return [];
    const method = calledName(call);
    const given = first.is("object")
      ? (propertyOf(first, "text") ?? propertyOf(first, "sql"))
      : first;
    if (given === null) return [];
    const origin = packageOf(callee.field("object"));
    if (origin !== null && !drivers.test(origin.module) && !origin.module.startsWith("."))
      return [];
    const certain =
      always.includes(method) ||
      (plain.includes(method) && origin !== null && drivers.test(origin.module)) ||
      (method === "literal" && hasDriver);
    if (builders.includes(method) && !/^[`"']|\+/.test(given.text())) return [];
    return [{ at: call, value: given, name: calleeText(call), known: certain ? "driver" : "text" }];
  });
}

/** True where the text on the way reads as SQL. */
export function readsAsSql(flow: Flow): boolean {
  return flow.steps.some(
    (step) =>
      (step.is("template_string") || step.is("binary_expression") || step.is("array")) &&
      sqlWords.test(step.text()),
  );
}
