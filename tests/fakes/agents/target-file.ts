import { ownKey, ownSystem } from "./agent.ts";

/** The target file of a scripted agent in its own format, which shows all that the suite can test. */
export function chatTargetFile(url: string, name = "Scripted agent"): string {
  return JSON.stringify({
    kind: "http",
    name,
    url: `${url}/chat`,
    body: {
      account: "{{attempt}}",
      session: "{{session}}",
      message: "{{message}}",
      documents: "{{documents}}",
      system: "{{system}}",
      tools: "{{tools_url}}",
    },
    headers: { "x-person": "first" },
    second: { headers: { "x-person": "second" } },
    answer: "$.reply",
    finish: { path: "$.finish" },
    usage: { input: "$.usage.input", output: "$.usage.output" },
    capabilities: ["memory", "identities", "limits"],
    renders: ["html", "markdown", "terminal", "csv"],
    protect: [ownKey, ownSystem],
    concurrency: 16,
    answer_seconds: 20,
  });
}

/** The same agent as a model behind OpenAI’s chat format, where the suite itself runs the tools. */
export function modelTargetFile(url: string, name = "Scripted model"): string {
  return JSON.stringify({
    kind: "openai-chat",
    name,
    url: `${url}/v1`,
    model: "scripted",
    system: ownSystem,
    max_rounds: 50,
    renders: ["html", "markdown", "terminal", "csv"],
    protect: [ownKey, ownSystem],
    concurrency: 16,
  });
}
