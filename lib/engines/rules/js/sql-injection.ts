import type { Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import { readsAsSql, sqlSinks } from "./sinks/sql.ts";
import { fixSql } from "./sql/fix.ts";
import { sqlInjectionExamples } from "./sql-injection.examples.ts";
import { detection, reachedByRequest } from "./taint/report.ts";

export const sqlInjection: Rule = {
  id: "js/sql-injection",
  title: "Request is part of an SQL statement",
  fixTitle: "Hand the value over as a parameter",
  cwe: "CWE-89",
  severity: "critical",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "A value of the request stands in the text of a statement: a quote in it ends the value, and what " +
    "follows is run by the database. The fix puts a placeholder into the text and hands the value over " +
    "beside it, in the way of the driver that the file loads.",
  notSeen:
    "Values that come through another file or from the database, and statements built in another file. " +
    "A fix is left out for names of tables and columns, for lists, and where the driver is not known " +
    "from this file.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\.(?:query|execute|raw|literal|unsafe|all|get|run|each|exec|prepare|\w*Raw|\$\w+RawUnsafe|where|andWhere|orWhere|\w+OrNone|any|none|one|many)\b/,
  detect: (file) =>
    reachedByRequest(file, sqlSinks, "sql")
      .filter((sink) => sink.known === "driver" || readsAsSql(sink.flow))
      .map((sink) =>
        detection(
          sink,
          `\`${sink.name}\` runs SQL that \`${sink.source}\` is part of: whoever sends the request can ` +
            "read and change the database.",
        ),
      ),
  fix: fixSql,
  examples: sqlInjectionExamples,
};
