import type { SgNode } from "@ast-grep/napi";
import { resolve } from "../js/scope.ts";
import { argumentsOf, calledName } from "../js/taint/expression.ts";
import { loads } from "../js/taint/modules.ts";
import { detection, reached } from "../js/taint/report.ts";
import type { JsOriginOptions } from "../js/taint/walk.ts";
import { isTrusted } from "../js/trusted.ts";
import type { Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { Origin } from "../taint/trace.ts";
import { loadsModels } from "./model-calls.ts";
import { promptParts } from "./prompt-parts.ts";

export const untrustedSystemPrompt: Rule = {
  id: "ai/untrusted-system-prompt",
  title: "Somebody else's text in a system prompt",
  fixTitle: "Give the text to the model as a message of its own",
  cwe: "CWE-1427",
  severity: "high",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "What stands in the system prompt is what the model obeys. Text from a request, a fetched page or a " +
    "retrieved document can hold orders of its own there. Keep the system prompt fixed and give such text " +
    "as a user message, marked as material.",
  notSeen:
    "Prompts that are put together in another file, documents of stores other than LangChain's, and values " +
    "that a check of the code has let through.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\bsystem\b|instructions|systemInstruction|developer/,
  detect: (file) => {
    const root = file.root();
    if (root === null || !loadsModels(root)) return [];
    const parts = promptParts(root).filter(({ role }) => role === "system");
    return reached(file, () => parts, options).map((sink) =>
      detection(
        sink,
        `The system prompt of \`${sink.name}\` holds \`${sink.source}\`: orders in it count as the ` +
          "program's own.",
      ),
    );
  },
  examples: {
    bad: [
      {
        path: "app/api/chat/route.ts",
        line: 8,
        code: `import { openai } from "@ai-sdk/openai";
import { streamText } from "ai";

export async function POST(request: Request) {
  const { messages, profile } = await request.json();
  const result = streamText({
    model: openai("gpt-5"),
    system: \`You are a travel desk. The guest says of themselves: \${profile}\`,
    messages,
  });
  return result.toTextStreamResponse();
}
`,
      },
      {
        path: "src/page-summary.js",
        line: 9,
        code: `const OpenAI = require('openai')
const client = new OpenAI()

module.exports = async (url) => {
  const page = await (await fetch(url)).text()
  const answer = await client.chat.completions.create({
    model: 'gpt-5',
    messages: [
      { role: 'system', content: 'Summarise this page: ' + page },
      { role: 'user', content: 'Three sentences.' },
    ],
  })
  return answer.choices[0].message.content
}
`,
      },
    ],
    good: [
      {
        path: "app/api/ask/route.ts",
        note: "The text is a message of its own, and the system prompt holds what the program chose.",
        code: `import { openai } from "@ai-sdk/openai";
import { generateText } from "ai";

const tones = { short: "Answer in one sentence.", long: "Answer at length." };

export async function POST(request: Request) {
  const { question, tone } = await request.json();
  const { text } = await generateText({
    model: openai("gpt-5"),
    system: \`You are a travel desk. \${tones[tone]} Today is \${new Date().toISOString()}.\`,
    prompt: question,
  });
  return Response.json({ text });
}
`,
      },
      {
        path: "src/page-facts.js",
        code: `const OpenAI = require('openai')
const client = new OpenAI()
const rules = 'Summarise what the user gives you.'

module.exports = async (url) => {
  const page = await (await fetch(url)).text()
  return client.chat.completions.create({
    model: 'gpt-5',
    messages: [{ role: 'system', content: rules }, { role: 'user', content: page }],
  })
}
`,
      },
    ],
  },
};

const retrievals = /^(?:similaritySearch\w*|getRelevantDocuments|maxMarginalRelevanceSearch)$/;

/** A fetched page or a retrieved document; what a request brings is known to the walk itself. */
function fetched(node: SgNode): Origin | null {
  if (!node.is("call_expression")) return null;
  const callee = node.field("function");
  const name = calledName(node);
  const address = argumentsOf(node)[0];
  const pages = callee?.is("identifier") && callee.text() === "fetch" && resolve(callee) === null;
  // What the program asks of a fixed address is its own affair.
  if (pages && address !== undefined && !isTrusted(address))
    return { kind: "source", what: "a fetched page", at: node };
  const stored =
    retrievals.test(name) && loads(node.getRoot().root(), "langchain|@langchain/[\\w-]+");
  return stored ? { kind: "source", what: "a retrieved document", at: node } : null;
}

const options: JsOriginOptions = { danger: "prompt", own: fetched };
