import type { SgNode } from "@ast-grep/napi";
import { namedCalls } from "../../py/taint/rule-parts.ts";
import type { Detection, Rule } from "../../rule.ts";
import type { SourceFile } from "../../source-file.ts";
import { enclosingSymbol, endOf, findKinds, normalised, startOf } from "../../syntax.ts";
import { asksModel, modelRule, usesModels } from "./models.ts";
import { noLimitExamples } from "./no-limit.examples.ts";

export const pyNoLimit: Rule = {
  ...modelRule,
  id: "ai/py-no-limit",
  title: "Agent that may go on without end",
  fixTitle: "Bound the steps of the agent",
  cwe: "CWE-770",
  severity: "medium",
  fixClass: "C",
  why:
    "The model decides when this loop ends: one that is confused, or told to by what it reads, goes on " +
    "calling tools and spending until somebody notices. Count the steps, and stop at a number.",
  notSeen: "Limits and loops in other files, and limits on time or money set at the provider.",
  detect: detectNoLimit,
  examples: noLimitExamples,
};

export function detectNoLimit(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null || !usesModels(root)) return [];
  return [...endlessLoops(root), ...unboundedAgents(root)];
}

/** What ends or slows a loop other than the model: a count, a clock, a person, a queue. */
const bounded =
  /[+-]=\s*1\b|=\s*\w{1,40}\s*[+-]\s*1\b|max|limit|budget|remaining|deadline|timeout|iteration|attempt|retr[iy]|\b(?:steps?|turns?|rounds?)\b|\binput\s*\(|\bprompt\s*\(|receive\w{0,20}\s*\(|\.get\(\)|\bsleep\s*\(|\byield\b|readline/i;
const tools =
  /tool_calls?\b|tool_use|function_call|tool_outputs?\b|requires_action|tool_results?\b/;

function endlessLoops(root: SgNode): Detection[] {
  return findKinds(root, "while_statement").flatMap((loop): Detection[] => {
    if (!/^(?:True|1)$/.test(loop.field("condition")?.text() ?? "")) return [];
    const body = loop.field("body");
    if (body === null || endOf(body) - startOf(body) > 20_000) return [];
    const text = normalised(body).replaceAll("max_tokens", "");
    if (bounded.test(text) || !tools.test(text)) return [];
    const call = findKinds(body, "call").find((each) => asksModel(root, each));
    if (call === undefined) return [];
    const asked = call.field("function")?.text() ?? "";
    return [
      {
        start: startOf(loop),
        end: endOf(call),
        code: `while True: ${asked}`,
        symbol: enclosingSymbol(loop),
        message: `\`while True\` around \`${asked}\` runs tools for as long as the model asks for more: nothing bounds the steps.`,
      },
    ];
  });
}

function unboundedAgents(root: SgNode): Detection[] {
  return namedCalls(root, "AgentExecutor", "initialize_agent", "from_agent_and_tools").flatMap(
    ({ call, args }) => {
      const limit = args.find((each) => /^max_iterations\s*=\s*None$/.test(each.text()));
      if (
        limit === undefined ||
        args.some((each) => /^max_execution_time\s*=\s*[^N]/.test(each.text()))
      )
        return [];
      const callee = call.field("function")?.text() ?? "";
      return [
        {
          start: startOf(limit),
          end: endOf(limit),
          code: `${callee} max_iterations=None`,
          symbol: enclosingSymbol(call),
          message: `\`max_iterations=None\` takes the limit of steps from \`${callee}\`: the agent goes on for as long as the model asks for more.`,
        },
      ];
    },
  );
}
