import type { Rule } from "../rule.ts";

export const ssrfExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/preview.ts",
      line: 7,
      code: `import axios from "axios";
import express from "express";

const app = express();

app.get("/preview", async (req, res) => {
  const page = await axios.get(req.query.url as string, { timeout: 3000 });
  res.json({ length: page.data.length });
});
`,
    },
    {
      path: "app/api/image/route.ts",
      line: 5,
      code: `import type { NextRequest } from "next/server";

export async function GET(request: NextRequest) {
  const source = request.nextUrl.searchParams.get("src") ?? "";
  const image = await fetch(source);
  return new Response(image.body);
}
`,
    },
    {
      path: "src/region.js",
      note: "The host is not whole before the value.",
      line: 5,
      code: `const https = require('https')

module.exports = async (ctx) => {}
module.exports.status = (req, res) => {
  https.get(\`https://\${req.params.region}.internal.example.com/status\`, (answer) => answer.pipe(res))
}
`,
    },
    {
      path: "src/hook.js",
      line: 6,
      code: `const fastify = require('fastify')()
const got = require('got')

fastify.post('/hooks/test', async (request, reply) => {
  const { target } = request.body
  await got.post(target, { json: { ping: true } })
  return { sent: true }
})
`,
    },
  ],
  good: [
    {
      path: "src/weather.ts",
      note: "The host is fixed; only the path below it comes from the request.",
      code: `import type { Request, Response } from "express";

export async function weather(req: Request, res: Response) {
  const answer = await fetch(\`https://api.weather.example.com/v1/\${req.params.city}?unit=\${req.query.unit}\`);
  res.json(await answer.json());
}
`,
    },
    {
      path: "src/known-hosts.ts",
      code: `import type { Request, Response } from "express";

const hosts = new Set(["cdn.example.com", "images.example.com"]);

export async function proxy(req: Request, res: Response) {
  const target = new URL(req.query.url as string);
  if (!hosts.has(target.hostname)) return res.sendStatus(400);
  const answer = await fetch(target);
  res.send(Buffer.from(await answer.arrayBuffer()));
}
`,
    },
    {
      path: "src/base.js",
      note: "The base is the program's own.",
      code: `const axios = require('axios')
const { API_BASE } = require('./settings')

module.exports = async (req, res) => {
  const { data } = await axios.get(\`\${API_BASE}/users/\${req.params.id}\`)
  const other = await axios.post(process.env.AUDIT_URL, req.body)
  res.json({ data, other: other.status })
}
`,
    },
    {
      path: "src/mirror.js",
      code: `const mirrors = { eu: 'https://eu.example.com', us: 'https://us.example.com' }

module.exports = async (req, res) => {
  const answer = await fetch(mirrors[req.query.region])
  res.json(await answer.json())
}
`,
    },
  ],
};
