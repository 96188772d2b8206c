import type { Rule } from "../rule.ts";

export const noLimitExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/agent.ts",
      line: 9,
      code: `import { openai } from "@ai-sdk/openai";
import { generateText, stepCountIs } from "ai";
import { tools } from "./tools";

export async function work(task: string) {
  return generateText({
    model: openai("gpt-5"),
    tools,
    stopWhen: stepCountIs(Infinity),
    prompt: task,
  });
}
`,
      after: `import { openai } from "@ai-sdk/openai";
import { generateText, stepCountIs } from "ai";
import { tools } from "./tools";

export async function work(task: string) {
  return generateText({
    model: openai("gpt-5"),
    tools,
    stopWhen: stepCountIs(20),
    prompt: task,
  });
}
`,
    },
    {
      path: "src/executor.js",
      line: 3,
      code: `const { AgentExecutor } = require('langchain/agents')

module.exports = (agent, tools) => new AgentExecutor({ agent, tools, maxIterations: Infinity })
`,
      after: `const { AgentExecutor } = require('langchain/agents')

module.exports = (agent, tools) => new AgentExecutor({ agent, tools, maxIterations: 20 })
`,
    },
  ],
  good: [
    {
      path: "src/bounded.ts",
      note: "A counter ends the loop, and other things may be endless.",
      code: `import OpenAI from "openai";

const client = new OpenAI();
const cacheOptions = { ttl: Infinity };

export async function work(input: string) {
  for (let step = 0; step < 12; step++) {
    const answer = await client.responses.create({ model: "gpt-5", input });
    if (answer.output_text !== "") return { answer, cacheOptions };
  }
  throw new Error("No answer in 12 steps.");
}
`,
    },
    {
      path: "bin/chat.mjs",
      note: "A person answers between the steps.",
      code: `import OpenAI from "openai";
import { createInterface } from "node:readline/promises";

const client = new OpenAI();
const rl = createInterface({ input: process.stdin });
while (true) {
  const input = await rl.question("> ");
  console.log((await client.responses.create({ model: "gpt-5", input })).output_text);
}
`,
    },
  ],
  untouched: [
    {
      path: "src/loop.js",
      line: 7,
      code: `const Anthropic = require('@anthropic-ai/sdk')
const { run, tools } = require('./tools')
const anthropic = new Anthropic()

module.exports = async (task) => {
  const messages = [{ role: 'user', content: task }]
  while (true) {
    const answer = await anthropic.messages.create({ model: 'claude-sonnet-4-5', max_tokens: 900, tools, messages })
    if (answer.stop_reason !== 'tool_use') return answer
    messages.push({ role: 'assistant', content: answer.content }, await run(answer))
  }
}
`,
    },
  ],
};
