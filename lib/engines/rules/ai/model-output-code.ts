import type { SgNode } from "@ast-grep/napi";
import { codeSinks } from "../js/sinks/code.ts";
import { commandSinks } from "../js/sinks/command.ts";
import { answerSinks, endsAsHtml, type HtmlSink, pageSinks } from "../js/sinks/html.ts";
import { readsAsSql, type SqlSink, sqlSinks } from "../js/sinks/sql.ts";
import type { Danger } from "../js/taint/danger.ts";
import { detection, type Reached, reached, type Sink } from "../js/taint/report.ts";
import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { loadsModels, modelAnswer } from "./model-calls.ts";
import { modelOutputCodeExamples } from "./model-output-code.examples.ts";

export const modelOutputCode: Rule = {
  id: "ai/model-output-code",
  title: "Answer of a model is run",
  fixTitle: "Read the model's answer as data",
  cwe: "CWE-94",
  severity: "critical",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "A model writes what its input leads it to: a page, a mail or a document that it reads can make it " +
    "answer with code. Here that answer is run as a program, a command, SQL or HTML. Take it as data of a " +
    "fixed shape, and let it choose among things that the code allows.",
  notSeen:
    "Answers that pass through another file, a queue or a database, structured answers " +
    "(`generateObject`), and code that is run in a sandbox of another package.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\bai\b|openai|anthropic|generative-ai|genai|ollama|langchain|mistral|cohere|groq/,
  detect,
  examples: modelOutputCodeExamples,
};

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null || !loadsModels(root)) return [];
  const follow = <Kind extends Sink>(sinksOf: (root: SgNode) => readonly Kind[], danger: Danger) =>
    reached(file, sinksOf, { danger, own: modelAnswer, requests: false });
  const html = (inner: SgNode): HtmlSink[] => [...pageSinks(inner), ...answerSinks(inner)];
  return [
    ...follow(codeSinks, "code").map(told("runs it as code")),
    ...follow(commandSinks, "command").map(told("runs it as a command")),
    ...follow<SqlSink>(sqlSinks, "sql")
      .filter((sink) => sink.known === "driver" || readsAsSql(sink.flow))
      .map(told("runs it as SQL")),
    ...follow(html, "html")
      .filter((sink) => endsAsHtml(sink, sink.flow))
      .map(told("puts it into a page as HTML")),
  ];
}

function told(what: string): (sink: Reached) => Detection {
  return (sink) =>
    detection(
      sink,
      `\`${sink.name}\` takes the answer of a model and ${what}: whoever can put words before the model ` +
        "can have their own run.",
    );
}
