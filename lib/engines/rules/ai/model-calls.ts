import type { SgNode } from "@ast-grep/napi";
import { argumentsOf, calledName } from "../js/taint/expression.ts";
import { loads, packageOf } from "../js/taint/modules.ts";
import { callsNamed } from "../js/taint/report.ts";
import type { Origin } from "../taint/trace.ts";

const packages =
  "ai|openai|@anthropic-ai/sdk|@google/generative-ai|@google/genai|@mistralai/mistralai|ollama|langchain|@langchain/[\\w-]+|cohere-ai|groq-sdk";
const modules = new RegExp(`^(?:${packages})(?:/|$)`);
const clientCalls =
  /\.(?:chat\.completions\.(?:create|stream|parse)|responses\.(?:create|stream|parse)|messages\.(?:create|stream)|models\.generateContent\w*|chat\.complete)$/;
const names = [
  "generateText",
  "streamText",
  "create",
  "stream",
  "parse",
  "generateContent",
  "generateContentStream",
  "sendMessage",
  "chat",
  "generate",
  "invoke",
  "call",
  "complete",
];

export function loadsModels(root: SgNode): boolean {
  return loads(root, packages);
}

/** True for a call that asks a language model and gives its words back. */
export function isModelCall(call: SgNode): boolean {
  const callee = call.field("function");
  if (callee === null || !names.includes(calledName(call))) return false;
  const text = callee.text();
  if (clientCalls.test(text)) return loadsModels(call.getRoot().root());
  const origin = packageOf(callee);
  if (origin === null || !modules.test(origin.module)) return false;
  const name = calledName(call);
  if (origin.module === "ai") return /^(?:generateText|streamText)$/.test(name);
  if (origin.module === "ollama") return /^(?:chat|generate)$/.test(name);
  if (origin.module.startsWith("@google/"))
    return /^(?:generateContent\w*|sendMessage)$/.test(name);
  return /langchain/.test(origin.module) && /^(?:invoke|call)$/.test(name);
}

export function modelCalls(root: SgNode): SgNode[] {
  return loadsModels(root) ? callsNamed(root, names).filter(isModelCall) : [];
}

const measures =
  /^(?:usage|totalUsage|finishReason|id|model|created|stop_reason|warnings|role|type)$/;

/** The words of a model, as a source of a walk. */
export function modelAnswer(node: SgNode, path: readonly string[]): Origin | null {
  if (!node.is("call_expression") || !isModelCall(node)) return null;
  if (path.some((key) => measures.test(key))) return { kind: "clean" };
  return { kind: "source", what: "the answer of the model", at: node };
}

export function optionsOf(call: SgNode): SgNode | null {
  return argumentsOf(call).find((each) => each.is("object")) ?? null;
}
