import type { Rule } from "../rule.ts";

export const xssExamples: Rule["examples"] = {
  bad: [
    {
      path: "public/greeting.js",
      line: 2,
      code: `const params = new URLSearchParams(window.location.search);
document.querySelector("#guest").innerHTML = params.get("guest");
`,
      after: `const params = new URLSearchParams(window.location.search);
document.querySelector("#guest").textContent = params.get("guest");
`,
    },
    {
      path: "src/search.ts",
      line: 6,
      code: `import escapeHtml from "escape-html";
import type { Request, Response } from "express";

export function search(req: Request, res: Response) {
  const term = req.query.term as string;
  res.send(\`<h1>Results for \${term}</h1><p>\${count(term)} rooms</p>\`);
}
`,
      after: `import escapeHtml from "escape-html";
import type { Request, Response } from "express";

export function search(req: Request, res: Response) {
  const term = req.query.term as string;
  res.send(\`<h1>Results for \${escapeHtml(term)}</h1><p>\${count(term)} rooms</p>\`);
}
`,
    },
  ],
  good: [
    {
      path: "src/downloads.js",
      note: "Downloaded, not opened as a page.",
      code: `exports.settings = (req, res) => {
  setContentDispositionHeader(res, 'application/octet-stream', 'agent.txt')
  res.send(\`id=\${req.query.id}\`)
}
exports.list = (req, res) => {
  res.set({ 'Content-Disposition': 'attachment; filename="list.txt"' })
  res.send(\`list of \${req.query.name}\`)
}
`,
    },
    {
      path: "src/answers.js",
      note: "Escaped, JSON, plain text and numbers.",
      code: `const escape = require('escape-html')

exports.hello = (req, res) => res.send(\`<p>Hello \${escape(req.query.name)}</p>\`)
exports.data = (req, res) => res.json({ name: req.query.name })
exports.echo = (req, res) => res.type('text/plain').send(\`You said \${req.query.text}\`)
exports.page = (req, res) => res.send(\`<p>Page \${Number(req.query.page)}</p>\`)
exports.body = (req, res) => res.status(201).send(req.body)
exports.object = (req, res) => res.send({ code: req.params.code })
`,
    },
    {
      path: "public/tabs.js",
      note: "Text as text, and markup from the code.",
      code: `const tab = location.hash.slice(1);
document.querySelector("#title").textContent = tab;
document.querySelector("#panel").innerHTML = "<p>Loading</p>";
document.querySelector("#list").innerHTML = panels[tab];
`,
    },
    {
      path: "src/fragment.ts",
      code: `import createDOMPurify from "dompurify";
import type { Request, Response } from "express";

const DOMPurify = createDOMPurify(window);

export function fragment(req: Request, res: Response) {
  const html = DOMPurify.sanitize(req.body.html);
  res.send(\`<main>\${html}</main>\`);
}
`,
    },
  ],
  untouched: [
    {
      path: "src/not-found.js",
      note: "Express sends a string as HTML.",
      line: 4,
      code: `const express = require('express')
const app = express()

app.get('/rooms/:name', (req, res) => res.status(404).send('No room ' + req.params.name))
`,
    },
    {
      path: "app/search/page.tsx",
      line: 4,
      code: `export default async function Search({ searchParams }) {
  const { q } = await searchParams;
  return (
    <p dangerouslySetInnerHTML={{ __html: \`Results for <b>\${q}</b>\` }} />
  );
}
`,
    },
    {
      path: "src/frame.mjs",
      line: 5,
      code: `import { createServer } from "node:http";

createServer((req, res) => {
  const url = new URL(req.url, "http://localhost");
  res.end(\`<title>\${url.searchParams.get("title")}</title>\`);
}).listen(8080);
`,
    },
  ],
};
