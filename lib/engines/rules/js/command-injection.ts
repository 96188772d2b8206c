import type { Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import { commandInjectionExamples } from "./command-injection.examples.ts";
import { commandSinks, isToldAlready } from "./sinks/command.ts";
import { detection, reachedByRequest } from "./taint/report.ts";

export const commandInjection: Rule = {
  id: "js/command-injection",
  title: "Request decides which command runs",
  fixTitle: "Run a fixed program with a list of arguments",
  cwe: "CWE-78",
  severity: "critical",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "A value of the request names the program, or stands in a line that a shell reads: `;`, `$(…)` or a " +
    "quote in it start other commands on the server. Name the program in the code, hand values over as a " +
    "list of arguments and leave `shell` off.",
  notSeen:
    "Values that come through another file, commands of libraries other than `child_process`, `execa`, " +
    "`cross-spawn` and `shelljs`, and arguments that the program itself takes for options. A command " +
    "built from a template at the call is told by `js/exec-template`.",
  appliesTo: (path) => !isTestPath(path),
  hint: /child_process|execa|shelljs|cross-spawn/,
  detect: (file) =>
    reachedByRequest(file, commandSinks, "command")
      .filter((sink) => !isToldAlready(sink))
      .map((sink) =>
        detection(
          sink,
          `\`${sink.name}\` runs a command that \`${sink.source}\` is part of: whoever sends the ` +
            "request can run commands of their own on the server.",
        ),
      ),
  examples: commandInjectionExamples,
};
