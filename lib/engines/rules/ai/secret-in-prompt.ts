import type { SgNode } from "@ast-grep/napi";
import { detection, reached } from "../js/taint/report.ts";
import type { Rule } from "../rule.ts";
import { isSecretName } from "../secret-names.ts";
import { isTestPath } from "../skip.ts";
import type { Origin } from "../taint/trace.ts";
import { loadsModels } from "./model-calls.ts";
import { promptParts } from "./prompt-parts.ts";

export const secretInPrompt: Rule = {
  id: "ai/secret-in-prompt",
  title: "Secret in a prompt",
  fixTitle: "Keep the secret out of the prompt",
  cwe: "CWE-200",
  severity: "high",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "What stands in a prompt leaves the house, is kept in logs, and can be asked for: no instruction keeps a " +
    "model from repeating it. Let the code of a tool use the secret, and never show it to the model.",
  notSeen:
    "Secrets under names that do not say so, other than those read from the environment, and prompts that are " +
    "put together in another file.",
  appliesTo: (path) => !isTestPath(path),
  hint: /process\.env|[tT]oken|[sS]ecret|[pP]assword|[aA]pi_?[kK]ey/,
  detect: (file) => {
    const root = file.root();
    if (root === null || !loadsModels(root)) return [];
    const options = { danger: "prompt", own: secretRead, requests: false } as const;
    return reached(file, promptParts, options).map((sink) =>
      detection(
        sink,
        `The prompt of \`${sink.name}\` holds the secret \`${sink.source}\`: the model's provider and ` +
          "whoever asks it cleverly can read it.",
      ),
    );
  },
  examples: {
    bad: [
      {
        path: "src/support.ts",
        line: 7,
        code: `import { openai } from "@ai-sdk/openai";
import { generateText } from "ai";

export async function support(question: string) {
  const { text } = await generateText({
    model: openai("gpt-5"),
    system: \`You may call the shop with the key \${process.env.SHOP_API_KEY}.\`,
    prompt: question,
  });
  return text;
}
`,
      },
    ],
    good: [
      {
        path: "src/help.ts",
        note: "A key for the client, and a name that is no secret.",
        code: `import OpenAI from "openai";

const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });

export async function help(question: string) {
  return client.responses.create({
    model: "gpt-5",
    instructions: \`You help the guests of \${process.env.HOTEL_NAME}. Use at most \${process.env.TOKEN_LIMIT} words.\`,
    input: question,
  });
}
`,
      },
    ],
  },
};

/** A secret of the environment, or a member that is named for one. */
function secretRead(node: SgNode): Origin | null {
  if (!node.is("member_expression")) return null;
  const name = node.field("property")?.text() ?? "";
  const object = node.field("object")?.text() ?? "";
  const environment = object === "process.env" || object === "import.meta.env";
  const own = environment || /^(?:config|settings|secrets|credentials)\b/.test(object);
  if (!own || !isSecretName(name) || /session|nonce|csrf/i.test(name)) return null;
  return { kind: "source", what: "a secret of the program", at: node };
}
