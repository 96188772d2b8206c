import type { Rule } from "../rule.ts";

export const pathTraversalExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/invoices.ts",
      line: 8,
      code: `import path from "node:path";
import express from "express";

const app = express();
const INVOICES = path.join(__dirname, "invoices");

app.get("/invoices/:file", (req, res) => {
  res.sendFile(path.join(INVOICES, req.params.file));
});
`,
      after: `import path from "node:path";
import express from "express";

const app = express();
const INVOICES = path.join(__dirname, "invoices");

app.get("/invoices/:file", (req, res) => {
  res.sendFile(req.params.file, { root: INVOICES });
});
`,
    },
    {
      path: "src/covers.js",
      note: "A callback stays, and several folders stay joined.",
      line: 6,
      code: `const path = require('path')
const router = require('express').Router()

router.get('/covers', (req, res, next) => {
  const { name } = req.query
  res.sendFile(path.join(__dirname, 'public', name), (error) => {
    if (error) next(error)
  })
})
`,
      after: `const path = require('path')
const router = require('express').Router()

router.get('/covers', (req, res, next) => {
  const { name } = req.query
  res.sendFile(name, { root: path.join(__dirname, 'public') }, (error) => {
    if (error) next(error)
  })
})
`,
    },
  ],
  good: [
    {
      path: "src/recordings.js",
      note: "A check of another file, compared with what it says.",
      code: `const path = require('path')
const names = require('./names.js')

module.exports = (req, res) => {
  if (req.query.file == null || names.isFilenameValid(req.query.file) !== true) return res.sendStatus(401)
  res.sendFile(path.join(__dirname, req.query.file))
}
`,
    },
    {
      path: "src/reports.js",
      note: "Resolved, and made sure that it lies in the folder.",
      code: `const fs = require('fs')
const path = require('path')
const ROOT = path.resolve('reports')

module.exports = (req, res) => {
  const full = path.resolve(ROOT, req.query.name)
  if (!full.startsWith(ROOT + path.sep)) return res.sendStatus(400)
  fs.createReadStream(full).pipe(res)
}
`,
    },
    {
      path: "src/avatar.ts",
      code: `import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Request, Response } from "express";

export async function avatar(req: Request, res: Response) {
  const name = path.basename(req.params.name);
  res.send(await readFile(path.join("avatars", name)));
}
`,
    },
    {
      path: "src/terms.js",
      note: "A constant chosen by the request.",
      code: `const fs = require('fs')
const files = { en: 'terms.en.md', de: 'terms.de.md' }

module.exports = (req, res) => {
  const file = files[req.query.lang] || files.en
  fs.readFile(file, 'utf8', (error, text) => res.json({ text }))
}
`,
    },
    {
      path: "src/sent.js",
      code: `const router = require('express').Router()

router.get('/sent/:name', (req, res) => {
  res.sendFile(req.params.name, { root: '/srv/sent' })
})
`,
    },
  ],
  untouched: [
    {
      path: "src/static.mjs",
      line: 7,
      code: `import { createServer } from "node:http";
import { readFile } from "node:fs/promises";

createServer(async (req, res) => {
  const { pathname } = new URL(req.url, "http://localhost");
  try {
    res.end(await readFile("public" + decodeURIComponent(pathname)));
  } catch {
    res.writeHead(404).end();
  }
}).listen(8080);
`,
    },
    {
      path: "app/api/notes/route.ts",
      line: 8,
      code: `import { writeFile } from "node:fs/promises";
import path from "node:path";

const NOTES = "/var/notes";

export async function POST(request: Request) {
  const { title, text } = await request.json();
  await writeFile(path.join(NOTES, \`\${title}.md\`), text);
  return Response.json({ saved: true });
}
`,
    },
  ],
};
