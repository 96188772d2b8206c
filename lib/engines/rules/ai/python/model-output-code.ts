import type { SgNode } from "@ast-grep/napi";
import { codeSinks } from "../../py/code-injection.ts";
import { commandSinks } from "../../py/command-injection.ts";
import { sqlSinks } from "../../py/sql-injection.ts";
import type { Danger } from "../../py/taint/facts.ts";
import { argument, detection, namedCalls, reached, type Sink } from "../../py/taint/rule-parts.ts";
import type { Source } from "../../py/taint/sources.ts";
import { declaresSafe } from "../../py/xss.ts";
import type { Detection, Rule } from "../../rule.ts";
import type { SourceFile } from "../../source-file.ts";
import { modelOutputCodeExamples } from "./model-output-code.examples.ts";
import { asksModel, modelRule, usesModels } from "./models.ts";

export const pyModelOutputCode: Rule = {
  ...modelRule,
  id: "ai/py-model-output-code",
  title: "Answer of a model run as code",
  fixTitle: "Let the model choose from what the program offers",
  cwe: "CWE-94",
  severity: "critical",
  fixClass: "C",
  why:
    "Whatever a model reads, a page, a mail, a question, can tell it what to answer. Run as Python, as a " +
    "shell's command, as SQL or as HTML, the answer acts with the program's rights. Have the model choose " +
    "from a list of actions, check their arguments, and run code only in a sandbox.",
  notSeen:
    "Answers that come from other files, and sandboxes around the code: excuse those by a comment.",
  detect: detectModelOutputCode,
  examples: modelOutputCodeExamples,
};

const harm = "whatever the model has read can have it answer with code of its choice.";

export function detectModelOutputCode(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null || !usesModels(root)) return [];
  const own = (node: SgNode): Source | null =>
    asksModel(root, node) ? { what: "the answer of the model" } : null;
  const kinds: readonly (readonly [Danger, readonly Sink[]])[] = [
    ["code", codeSinks(root)],
    ["command", commandSinks(root)],
    ["sql", sqlSinks(root)],
    ["html", safeHtml(root)],
  ];
  return kinds.flatMap(([danger, sinks]) =>
    reached(
      root,
      danger,
      sinks.map((sink) => ({ ...sink, harm })),
      { own, requests: false },
    ).map(detection),
  );
}

function safeHtml(root: SgNode): Sink[] {
  return namedCalls(root, "Markup", "mark_safe").flatMap(({ call, name, args }): Sink[] => {
    const value = argument(args, 0);
    return declaresSafe(name) && value !== undefined ? [{ place: call, value, harm }] : [];
  });
}
