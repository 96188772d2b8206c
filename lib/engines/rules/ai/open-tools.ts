import type { SgNode } from "@ast-grep/napi";
import { pathSinks } from "../js/path-traversal.ts";
import { resolve } from "../js/scope.ts";
import { codeSinks } from "../js/sinks/code.ts";
import { commandSinks, isToldAlready } from "../js/sinks/command.ts";
import { addressSinks } from "../js/ssrf.ts";
import type { Danger } from "../js/taint/danger.ts";
import { calledName } from "../js/taint/expression.ts";
import { handedTo, parameterOf } from "../js/taint/functions.ts";
import { packageOf } from "../js/taint/modules.ts";
import { detection, type Reached, reached, type Sink } from "../js/taint/report.ts";
import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { kindOf } from "../syntax.ts";
import type { Origin } from "../taint/trace.ts";
import { loadsModels } from "./model-calls.ts";
import { openToolsExamples } from "./open-tools.examples.ts";

export const openTools: Rule = {
  id: "ai/open-tools",
  title: "Tool does whatever the model says",
  fixTitle: "Let the tool do only what its list allows",
  cwe: "CWE-94",
  severity: "high",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "The argument of a tool is written by the model, and so by whoever puts words before it: here it is run " +
    "as a command or as code, names any file to write, or any host to call. Give the tool a list of commands, " +
    "a folder or a list of hosts, and refuse what is not in it.",
  notSeen:
    "Tools whose work is done in another file, tools of MCP servers, and checks of another file, which are " +
    "believed to be good ones.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\btool\b|Tool\b|execute|func/,
  detect,
  examples: openToolsExamples,
};

const makers = /^(?:tool|dynamicTool|createTool|DynamicTool|DynamicStructuredTool)$/;
const packages = /^(?:ai|langchain|@langchain\/.+|@mastra\/.+|@openai\/agents.*)$/;

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null || !(loadsModels(root) || /@mastra|@openai\/agents/.test(file.text))) return [];
  const follow = (sinksOf: (root: SgNode) => readonly Sink[], danger: Danger) =>
    reached(file, sinksOf, { danger, own: toolArgument, requests: false });
  const writes = (inner: SgNode) =>
    pathSinks(inner).filter(({ at }) => writers.test(calledName(at)));
  return [
    ...follow(commandSinks, "command")
      .filter((sink) => !isToldAlready(sink))
      .map(told("runs it as a command")),
    ...follow(codeSinks, "code").map(told("runs it as code")),
    ...follow(writes, "path").map(told("changes the file that it names")),
    ...follow(addressSinks, "url").map(told("calls the host that it names")),
  ];
}

const writers = /^(?:write|append|unlink|rm|rename|copy|output|createWrite|remove|move)/;

function told(what: string): (sink: Reached) => Detection {
  return (sink) =>
    detection(
      sink,
      `\`${sink.name}\` takes \`${sink.source}\`, which the model writes, and ${what}: whoever can put words ` +
        "before the model decides what the tool does.",
    );
}

/** What the model hands to a tool: the first parameter of the function that does the tool's work. */
function toolArgument(node: SgNode): Origin | null {
  if (!node.is("identifier") && !node.is("shorthand_property_identifier")) return null;
  const found = resolve(node);
  const parameter = found === null ? null : parameterOf(found);
  if (parameter === null || parameter.index !== 0) return null;
  const { of } = parameter;
  const handed = handedTo(of);
  if (handed !== null) {
    return handed.position === 0 && isMaker(handed.call) ? argument(node) : null;
  }
  const holder = of.is("method_definition") ? of : of.parent();
  const key = holder?.field("key")?.text() ?? holder?.field("name")?.text();
  const call = holder?.parent()?.parent()?.parent();
  if (!/^(?:execute|func|_call)$/.test(key ?? "") || call == null) return null;
  return isMaker(call) ? argument(node) : null;
}

function isMaker(call: SgNode): boolean {
  if (!/^(?:call|new)_expression$/.test(kindOf(call)) || !makers.test(calledName(call)))
    return false;
  const callee = call.field(call.is("new_expression") ? "constructor" : "function");
  const origin = packageOf(callee);
  return origin !== null && packages.test(origin.module);
}

function argument(at: SgNode): Origin {
  return { kind: "source", what: "the argument of a tool", at };
}
