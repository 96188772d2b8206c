import type { Rule } from "../rule.ts";

export const commandInjectionExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/convert.js",
      note: "With `shell: true` the arguments are joined to one line for a shell.",
      line: 7,
      code: `const express = require('express')
const { spawn } = require('child_process')
const router = express.Router()

router.post('/thumbnail', (req, res) => {
  const { size } = req.body
  const child = spawn('convert', ['in.png', '-resize', size, 'out.png'], { shell: true })
  child.on('close', () => res.sendStatus(204))
})
`,
    },
    {
      path: "src/ping.ts",
      line: 6,
      code: `import { execFile } from "node:child_process";
import type { Request, Response } from "express";

export function ping(req: Request, res: Response) {
  const line = "ping -c 1 " + req.query.host;
  execFile("/bin/sh", ["-c", line], (error, stdout) => res.json({ stdout }));
}
`,
    },
    {
      path: "app/api/run/route.ts",
      line: 5,
      code: `import { execSync } from "node:child_process";

export async function POST(request: Request) {
  const { command } = await request.json();
  return new Response(execSync(command));
}
`,
    },
  ],
  good: [
    {
      path: "src/convert-list.js",
      note: "Without a shell every value stays one argument.",
      code: `const { spawn } = require('child_process')

module.exports = (req, res) => {
  const child = spawn('convert', ['in.png', '-resize', req.body.size, 'out.png'])
  child.on('close', () => res.sendStatus(204))
}
`,
    },
    {
      path: "src/tools.ts",
      note: "Only what stands in the list runs.",
      code: `import { spawn } from "node:child_process";
import type { Request, Response } from "express";

const tools = ["lint", "format"];

export function run(req: Request, res: Response) {
  const tool = req.params.tool;
  if (!tools.includes(tool)) return res.sendStatus(404);
  spawn(tool, [], { shell: true });
  res.sendStatus(202);
}
`,
    },
    {
      path: "src/resize.ts",
      code: `import { spawn } from "node:child_process";
import type { Request, Response } from "express";

export function resize(req: Request, res: Response) {
  const width = Number.parseInt(req.query.width as string, 10);
  spawn("convert", ["in.png", "-resize", String(Number(width)), "out.png"], { shell: true });
  res.sendStatus(202);
}
`,
    },
    {
      path: "src/disk.js",
      note: "`js/exec-template` speaks of this call.",
      code: `const { exec } = require('child_process')

module.exports = (req, res) => {
  exec(\`du -sh \${req.query.folder}\`, (error, stdout) => res.json({ stdout }))
}
`,
    },
  ],
};
