import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { startOf } from "../syntax.ts";
import { sqlInjectionExamples } from "./sql-injection.examples.ts";
import { parameterised } from "./sql-parameters.ts";
import { importsModule, qualified } from "./taint/qualified.ts";
import { argument, detections, namedCalls, requestRule, type Sink } from "./taint/rule-parts.ts";

export const pySqlInjection: Rule = {
  ...requestRule,
  id: "py/sql-injection",
  title: "SQL built from a value of the request",
  fixTitle: "Hand the value to the database apart from the SQL",
  cwe: "CWE-89",
  severity: "critical",
  fixClass: "B",
  why:
    "A value that stands in the text of an SQL statement is read as SQL: a quote in it ends the " +
    "constant, and what follows reads or changes other rows. The fix puts the driver's placeholder " +
    "there and hands the value over apart, so that the database never reads it as SQL.",
  notSeen:
    "Values that come from other files, or through functions of other modules; query builders. A fix " +
    "is left out where the driver is not certain, and where the value stands for a name, a list or an " +
    "order, which no placeholder can.",
  detect: (file) => detections(file, "sql", sqlSinks, (root) => ({ own: reportedApart(root) })),
  fix,
  examples: sqlInjectionExamples,
};

const harm = "whoever sends the request can change what the SQL says.";
const executing = ["execute", "executemany", "executescript", "execute_sql"];
const asyncpg = ["fetch", "fetchrow", "fetchval"];
const databases = [
  "sqlite3",
  "aiosqlite",
  "psycopg",
  "psycopg2",
  "MySQLdb",
  "pymysql",
  "mysql",
  "asyncpg",
  "sqlalchemy",
  "flask_sqlalchemy",
  "django.db",
  "pandas",
  "pyodbc",
  "cx_Oracle",
  "oracledb",
  "duckdb",
  "databases",
  "flask_mysqldb",
];
const handle =
  /(?:^|[._(])(?:c|cur|curs|cursor|conn|connection|con|db|database|engine|session|pool|get_db|tx|transaction)(?:\(\))?$/i;

export function sqlSinks(root: SgNode): Sink[] {
  const known = importsModule(root, ...databases);
  const sink = (place: SgNode, value: SgNode | undefined): Sink[] =>
    value === undefined ? [] : [{ place, value, harm }];
  return [
    ...namedCalls(root, ...executing).flatMap(({ call, object, args }) =>
      object !== "" && (known || handle.test(object)) ? sink(call, argument(args, 0, "sql")) : [],
    ),
    ...(importsModule(root, "asyncpg") ? namedCalls(root, ...asyncpg) : []).flatMap(
      ({ call, object, args }) => (handle.test(object) ? sink(call, argument(args, 0)) : []),
    ),
    ...namedCalls(root, "text").flatMap(({ call, name, args }) =>
      isText(name) ? sink(call, argument(args, 0)) : [],
    ),
    ...(importsModule(root, "django") ? namedCalls(root, "raw") : []).flatMap(
      ({ call, object, args }) =>
        /\bobjects\b/.test(object) ? sink(call, argument(args, 0, "raw_query")) : [],
    ),
    ...(importsModule(root, "django") ? namedCalls(root, "extra") : []).flatMap(({ call, args }) =>
      args
        .filter((each) => /^(?:where|select|tables|order_by)\s*=/.test(each.text()))
        .slice(0, 1)
        .flatMap((each) => sink(call, each.field("value") ?? undefined)),
    ),
    ...namedCalls(root, "RawSQL").flatMap(({ call, name, args }) =>
      name?.startsWith("django.") === true ? sink(call, argument(args, 0)) : [],
    ),
    ...namedCalls(root, "read_sql", "read_sql_query").flatMap(({ call, name, args }) =>
      name?.startsWith("pandas.") === true ? sink(call, argument(args, 0, "sql")) : [],
    ),
  ];
}

function isText(name: string | null): boolean {
  return (
    name !== null &&
    /^(?:sqlalchemy\.(?:sql\.)?(?:expression\.)?text|flask_sqlalchemy\..*text)$/.test(name)
  );
}

/** `execute(text(…))`: the finding stands at `text`. */
function reportedApart(root: SgNode): (node: SgNode) => "clean" | null {
  return (node) => {
    const callee = node.is("call") ? node.field("function") : null;
    return callee !== null && isText(qualified(root, callee)) ? "clean" : null;
  };
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = sqlSinks(root).find((each) => startOf(each.place) === detection.start);
  return found === undefined ? null : parameterised(file, root, found.place);
}
