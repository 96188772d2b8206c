import type { Rule } from "../rule.ts";

export const modelOutputCodeExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/chart.ts",
      line: 7,
      code: `import { openai } from "@ai-sdk/openai";
import { generateText } from "ai";

export async function chart(rows: unknown[], wish: string) {
  const { text } = await generateText({ model: openai("gpt-5"), prompt: wish });
  // The model writes a function of the rows.
  return new Function("rows", text)(rows);
}
`,
    },
    {
      path: "src/ask-db.js",
      line: 12,
      code: `const OpenAI = require('openai')
const { Pool } = require('pg')
const client = new OpenAI()
const pool = new Pool()

module.exports = async (question) => {
  const answer = await client.chat.completions.create({
    model: 'gpt-5',
    messages: [{ role: 'user', content: question }],
  })
  const sql = answer.choices[0].message.content.trim()
  return (await pool.query(sql)).rows
}
`,
    },
    {
      path: "src/shell.mjs",
      line: 10,
      code: `import Anthropic from "@anthropic-ai/sdk";
import { execSync } from "node:child_process";

const anthropic = new Anthropic();
const message = await anthropic.messages.create({
  model: "claude-sonnet-4-5",
  max_tokens: 200,
  messages: [{ role: "user", content: "A command that lists large files." }],
});
execSync(message.content[0].text);
`,
    },
  ],
  good: [
    {
      path: "src/summary.ts",
      note: "The answer is data, and chooses among functions of the code.",
      code: `import { openai } from "@ai-sdk/openai";
import { generateText } from "ai";

const actions = { archive: () => "archived", keep: () => "kept" };

export async function decide(mail: string) {
  const { text, usage } = await generateText({ model: openai("gpt-5"), prompt: mail });
  const choice = JSON.parse(text).action as keyof typeof actions;
  return { done: actions[choice](), tokens: usage.totalTokens };
}
`,
    },
    {
      path: "src/titles.js",
      code: `const OpenAI = require('openai')
const { Pool } = require('pg')
const client = new OpenAI()
const pool = new Pool()

module.exports = async (id, text) => {
  const answer = await client.responses.create({ model: 'gpt-5', input: text })
  await pool.query('UPDATE notes SET title = $1 WHERE id = $2', [answer.output_text, id])
}
`,
    },
  ],
};
