import type { Rule } from "../rule.ts";

export const openToolsExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/tools.ts",
      line: 10,
      code: `import { tool } from "ai";
import { exec } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(exec);
export const shell = tool({
  description: "Runs a command.",
  inputSchema: z.object({ command: z.string() }),
  execute: async ({ command }) => (await import("node:child_process")).execSync(command).toString(),
});
`,
    },
    {
      path: "src/browse.ts",
      line: 8,
      code: `import { tool } from "ai";
import { z } from "zod";

export const browse = tool({
  description: "Reads a page.",
  inputSchema: z.object({ url: z.string() }),
  execute: async (input) => {
    const page = await fetch(input.url);
    return page.text();
  },
});
`,
    },
    {
      path: "src/calculator.mjs",
      line: 6,
      code: `import { DynamicTool } from "@langchain/core/tools";

export const calculator = new DynamicTool({
  name: "calculator",
  description: "Works out a formula.",
  func: async (formula) => String(eval(formula)),
});
`,
    },
  ],
  good: [
    {
      path: "src/safe-tools.ts",
      note: "A list of commands, a fixed host, and a folder that holds the name.",
      code: `import { tool } from "ai";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const commands = ["status", "log"];

export const git = tool({
  inputSchema: z.object({ command: z.enum(["status", "log"]), ref: z.string() }),
  execute: async ({ command, ref }) => {
    if (!commands.includes(command)) throw new Error("Unknown command.");
    return execFile("git", [command, ref]);
  },
});

export const weather = tool({
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => (await fetch(\`https://api.example.com/weather/\${city}\`)).json(),
});

export const note = tool({
  inputSchema: z.object({ name: z.string(), text: z.string() }),
  execute: async ({ name, text }) => writeFile(path.join("notes", path.basename(name)), text),
});
`,
    },
  ],
};
