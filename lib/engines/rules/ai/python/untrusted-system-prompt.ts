import type { SgNode } from "@ast-grep/napi";
import { qualified } from "../../py/taint/qualified.ts";
import { detection, reached } from "../../py/taint/rule-parts.ts";
import type { Source } from "../../py/taint/sources.ts";
import type { Detection, Rule } from "../../rule.ts";
import type { SourceFile } from "../../source-file.ts";
import { modelRule } from "./models.ts";
import { systemPrompts } from "./prompt-places.ts";
import { untrustedSystemPromptExamples } from "./untrusted-system-prompt.examples.ts";

export const pyUntrustedSystemPrompt: Rule = {
  ...modelRule,
  id: "ai/py-untrusted-system-prompt",
  title: "Text of others among a model's instructions",
  fixTitle: "Hand the text over as data",
  cwe: "CWE-1427",
  severity: "high",
  fixClass: "C",
  why:
    "A model obeys its system prompt before all else. Text of a request, a page or a found document that " +
    "stands in it gives orders with the same weight as yours. Keep the system prompt constant, and pass " +
    "such text in a message of the user or of a tool, marked as data.",
  notSeen:
    "Text that comes from other files or from a database, and prompts put together by a template engine.",
  detect: detectUntrustedSystemPrompt,
  examples: untrustedSystemPromptExamples,
};

const harm = "orders in it weigh as much as the program's own.";
const fetched = /^(?:(?:requests|httpx)\.(?:get|post|request)|urllib\.request\.urlopen)$/;
const found =
  /^(?:similarity_search(?:_with_score)?|a?similarity_search|get_relevant_documents|aget_relevant_documents|max_marginal_relevance_search)$/;

export function detectUntrustedSystemPrompt(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  const own = (node: SgNode): Source | null => othersText(root, node);
  return reached(root, "prompt", systemPrompts(root, harm), { own }).map(detection);
}

function othersText(root: SgNode, node: SgNode): Source | null {
  const callee = node.is("call") ? node.field("function") : null;
  if (callee === null) return null;
  if (fetched.test(qualified(root, callee) ?? "")) return { what: "a page of the web" };
  const method = callee.field("attribute")?.text() ?? "";
  const retriever =
    /^a?invoke$/.test(method) && /retriever$/i.test(callee.field("object")?.text() ?? "");
  return found.test(method) || retriever ? { what: "found documents" } : null;
}
