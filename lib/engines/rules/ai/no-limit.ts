import type { SgNode } from "@ast-grep/napi";
import { functionAround } from "../js/taint/statements.ts";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import {
  contains,
  enclosingSymbol,
  endOf,
  findKinds,
  parts,
  replaceNode,
  startOf,
} from "../syntax.ts";
import { loadsModels, modelCalls } from "./model-calls.ts";
import { noLimitExamples } from "./no-limit.examples.ts";

export const noLimit: Rule = {
  id: "ai/no-limit",
  title: "Agent without a limit on its steps",
  fixTitle: "Limit the steps of the agent",
  cwe: "CWE-770",
  severity: "medium",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "An agent whose tools keep calling for another step goes on for as long as the account pays, and a text " +
    "that it reads can see to that. The fix puts 20 where the code says `Infinity`; a loop of your own wants " +
    "a counter.",
  notSeen:
    "Limits that are very high but numbers, limits set in another file, and loops whose call of the model " +
    "stands in another function.",
  appliesTo: (path) => !isTestPath(path),
  hint: /Infinity|POSITIVE_INFINITY|while\s*\(\s*(?:true|1)\s*\)|for\s*\(\s*;\s*;/,
  detect,
  fix,
  examples: noLimitExamples,
};

const endless = /^(?:Infinity|Number\.(?:POSITIVE_INFINITY|MAX_SAFE_INTEGER|MAX_VALUE))$/;
const bounds =
  /^(?:maxSteps|maxIterations|maxTurns|maxRounds|recursionLimit|maxToolRoundtrips|maxAutomaticRoundtrips)$/;
const paced =
  /\+\+|\+=\s*1\b|--|\b(?:max|limit|budget|deadline|timeout|remaining|attempts?|question|readline|prompt|stdin|receive|dequeue|poll|sleep|signal|aborted)\w*\s*[(.<>=]|\brl\./i;

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null || !loadsModels(root)) return [];
  const named = endlessBounds(root).map(({ at, name }) => ({
    start: startOf(at),
    end: endOf(at),
    code: `${name} ${at.text()}`,
    symbol: enclosingSymbol(at),
    message: `\`${name}\` is \`${at.text()}\`: nothing but the model's own answer ends the agent's steps.`,
  }));
  const loops = endlessLoops(root).map((loop) => ({
    start: startOf(loop),
    end: startOf(loop.field("body") ?? loop),
    code: "endless loop around a model",
    symbol: enclosingSymbol(loop),
    message:
      "The loop asks a model again and again, and only the model's answer ends it: `while (true)` wants a " +
      "limit of steps.",
  }));
  return [...named, ...loops];
}

function endlessBounds(root: SgNode): { readonly at: SgNode; readonly name: string }[] {
  const pairs = findKinds(root, "pair").flatMap((pair) => {
    const value = pair.field("value");
    const name = pair.field("key")?.text() ?? "";
    return value !== null && endless.test(value.text()) && bounds.test(name)
      ? [{ at: value, name }]
      : [];
  });
  const calls = findKinds(root, "call_expression").flatMap((call) => {
    const list = call.field("arguments");
    const only = list?.is("arguments") ? parts(list)[0] : undefined;
    const stops = /^(?:stepCountIs|isStepCount)$/.test(call.field("function")?.text() ?? "");
    return stops && only !== undefined && endless.test(only.text())
      ? [{ at: only, name: "stepCountIs" }]
      : [];
  });
  return [...pairs, ...calls];
}

function endlessLoops(root: SgNode): SgNode[] {
  const loops = findKinds(root, "while_statement", "for_statement").filter((loop) =>
    /^(?:while\s*\(\s*(?:true|1)\s*\)|for\s*\(\s*;\s*;\s*\))/.test(loop.text().slice(0, 60)),
  );
  if (loops.length === 0) return [];
  const asked = modelCalls(root);
  return loops.slice(0, 50).filter((loop) => {
    const own = functionAround(loop)?.id();
    const asks = asked.some((call) => contains(loop, call) && functionAround(call)?.id() === own);
    return asks && !paced.test(loop.text());
  });
}

function fix(file: SourceFile, found: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const bound = endlessBounds(root).find(({ at }) => startOf(at) === found.start);
  return bound === undefined ? null : [replaceNode(bound.at, "20")];
}
