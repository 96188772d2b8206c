import type { SgNode } from "@ast-grep/napi";
import { importsModule, qualified } from "../../py/taint/qualified.ts";
import { meaningOf } from "../../py/taint/scopes.ts";
import { isTestPath } from "../../skip.ts";
import { startOf } from "../../syntax.ts";

const modules = [
  "openai",
  "anthropic",
  "litellm",
  "langchain",
  "langchain_core",
  "langchain_openai",
  "langchain_anthropic",
  "langchain_community",
  "langchain_google_genai",
  "langchain_ollama",
  "langgraph",
  "google.generativeai",
  "google.genai",
  "transformers",
  "ollama",
  "mistralai",
  "cohere",
  "groq",
  "crewai",
  "smolagents",
  "autogen",
  "agents",
];

/** What all rules on Python's model clients share. */
export const modelRule = {
  languages: ["python"],
  hint: /\b(?:openai|anthropic|litellm|lang(?:chain|graph)\w*|generativeai|genai|transformers|ollama|mistralai|cohere|groq|crewai|smolagents|autogen|agents)\b/,
  appliesTo: (path: string) => !isTestPath(path),
} as const;

export function usesModels(root: SgNode): boolean {
  return importsModule(root, ...modules);
}

const methods =
  /\.(?:chat\.completions\.(?:create|parse)|beta\.chat\.completions\.parse|completions\.create|responses\.create|messages\.create|ChatCompletion\.a?create|Completion\.a?create|chat\.complete|models\.generate_content)$/;
const functions = /^(?:litellm\.(?:a?completion|text_completion)|ollama\.(?:chat|generate))$/;
const makers =
  /^(?:lang(?:chain|graph)\w*\.(?:\w+\.)*(?:Chat\w+|\w*LLM|\w*OpenAI|\w*Anthropic|Ollama\w*|init_chat_model|LLMChain)|google\.generativeai\.GenerativeModel|transformers\.pipeline|ollama\.(?:Async)?Client)$/;
const asking = /^(?:a?invoke|predict|a?generate|generate_content(?:_async)?|chat|call_as_llm|run)$/;

/** True for a call that asks a language model and gives back what it answered. */
export function asksModel(root: SgNode, call: SgNode): boolean {
  const callee = call.is("call") ? call.field("function") : null;
  if (callee === null || !usesModels(root)) return false;
  const name = qualified(root, callee);
  if (name !== null && functions.test(name)) return true;
  if (callee.is("identifier")) return madeBy(root, callee, 0);
  if (callee.text().length < 120 && methods.test(callee.text())) return true;
  const object = callee.field("object");
  const method = callee.field("attribute")?.text() ?? "";
  return object !== null && asking.test(method) && madeBy(root, object, 0);
}

/** True where the value is a model of a library, or a chain that has one in it. */
function madeBy(root: SgNode, node: SgNode, depth: number): boolean {
  if (depth > 3) return false;
  if (node.is("call")) {
    const callee = node.field("function");
    const name = callee === null ? null : qualified(root, callee);
    if (name !== null && makers.test(name)) return true;
    // `model.with_structured_output(…)`
    const object = callee?.is("attribute") === true ? callee.field("object") : null;
    return (
      object !== null &&
      /^(?:with_|bind)/.test(callee?.field("attribute")?.text() ?? "") &&
      madeBy(root, object, depth + 1)
    );
  }
  if (node.is("binary_operator") || node.is("parenthesized_expression")) {
    return node.children().some((each) => each.isNamed() && madeBy(root, each, depth + 1));
  }
  if (!node.is("identifier")) return false;
  const definitions = meaningOf(root, node.text(), startOf(node))?.definitions ?? [];
  return (
    definitions.length > 0 &&
    definitions.length < 5 &&
    definitions.every(({ value }) => value !== null && madeBy(root, value, depth + 1))
  );
}
