// The model of the browser tests, as a process. Without a person's note it tries one thing and gives up;
// told to use execFile it repairs. It takes its time, so that its steps can be watched.
import { setTimeout as pause } from "node:timers/promises";
import { startFakeModels } from "../fakes/models/server.ts";
import type { Said } from "../fakes/models/turn.ts";
import { pipedCall } from "./piped-call.ts";

const thinkingMs = 900;
const importLine = { old_text: "import { exec }", new_text: "import { execFile }" };
const repaired = 'execFile("git", ["log", "--", branch]);';

function givesUp(path: string): readonly Said[] {
  const shorter = { path, old_text: pipedCall, new_text: pipedCall.replace("head", "tail") };
  return [
    {
      text: "I look where the command is built, and who calls it.",
      calls: [
        ["search", { text: "exec(" }],
        ["view", { path, start_line: 1, end_line: 4 }],
      ],
    },
    {
      text: "I try to keep the pipe.",
      calls: [
        ["str_replace", shorter],
        ["check", {}],
      ],
    },
    { calls: [["submit", { fixed: false, summary: "The output is piped into head." }]] },
  ];
}

function repairs(path: string): readonly Said[] {
  return [
    {
      text: "The note says it: git is called without a shell.",
      calls: [
        ["str_replace", { path, ...importLine }],
        ["str_replace", { path, old_text: pipedCall, new_text: repaired }],
        ["check", {}],
      ],
    },
    { calls: [["submit", { fixed: true, summary: "Calls git without a shell." }]] },
  ];
}

const models = await startFakeModels({ port: Number(process.env.ETNA_E2E_AGENT_PORT ?? 3216) });
models.turns = [
  async (body) => {
    await pause(thinkingMs);
    const { messages } = JSON.parse(body) as { messages: readonly { role: string }[] };
    const step = messages.filter(({ role }) => role === "assistant").length;
    const path = /src\/log-\d+\.ts/.exec(body)?.[0] ?? "";
    const turns = body.includes("Use execFile") ? repairs(path) : givesUp(path);
    return turns[step] ?? {};
  },
];

process.once("SIGTERM", () => {
  models.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
