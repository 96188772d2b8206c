import type { Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { codeInjectionExamples } from "./code-injection.examples.ts";
import { codeSinks } from "./sinks/code.ts";
import { browserSource } from "./taint/browser-sources.ts";
import { detection, reached } from "./taint/report.ts";
import type { JsOriginOptions } from "./taint/walk.ts";

const options: JsOriginOptions = { danger: "code", own: browserSource };

export const codeInjection: Rule = {
  id: "js/code-injection",
  title: "Request is run as code",
  fixTitle: "Read the value as data",
  cwe: "CWE-94",
  severity: "critical",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "A text of the request, or of a link, becomes part of a program and runs with all that the program " +
    "may do. Read it as data (`JSON.parse`), or let it choose among functions that stand in the code. " +
    "`node:vm` is no sandbox.",
  notSeen:
    "Texts that come through another file, and libraries that evaluate expressions of their own.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\beval\b|\bFunction\b|\bvm2?\b|setTimeout|setInterval|isolated-vm/,
  detect: (file: SourceFile) =>
    reached(file, codeSinks, options).map((sink) =>
      detection(
        sink,
        `\`${sink.name}\` runs \`${sink.source}\` as code: whoever sends it decides what the program does.`,
      ),
    ),
  examples: codeInjectionExamples,
};
