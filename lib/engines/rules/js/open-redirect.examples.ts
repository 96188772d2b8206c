import type { Rule } from "../rule.ts";

export const openRedirectExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/login.ts",
      line: 8,
      code: `import express from "express";

const app = express();

app.post("/login", async (req, res) => {
  const next = req.body.next || "/";
  await signIn(req.body.user);
  res.redirect(303, next);
});
`,
    },
    {
      path: "app/out/route.ts",
      line: 5,
      code: `import { NextResponse, type NextRequest } from "next/server";

export function GET(request: NextRequest) {
  const to = request.nextUrl.searchParams.get("to");
  return NextResponse.redirect(new URL(to ?? "/", request.url));
}
`,
    },
    {
      path: "src/old-links.js",
      note: "A path of `/other.example.com` makes `//other.example.com` of it.",
      line: 4,
      code: `const router = require('koa-router')()

router.get('/old/:rest', async (ctx) => {
  ctx.redirect('/' + ctx.params.rest)
})
module.exports = router
`,
    },
    {
      path: "src/moved.mjs",
      line: 5,
      code: `import { createServer } from "node:http";

createServer((request, response) => {
  const { query } = request;
  response.writeHead(302, { Location: query.target });
  response.end();
}).listen(80);
`,
    },
  ],
  good: [
    {
      path: "src/rooms.ts",
      note: "The target stays on the site, wherever the value leads.",
      code: `import type { Request, Response } from "express";

export function saved(req: Request, res: Response) {
  res.redirect(\`/rooms/\${req.params.id}?saved=\${req.query.saved}\`);
}
`,
    },
    {
      path: "src/back.js",
      code: `module.exports = (req, res) => {
  const to = req.query.to
  if (typeof to !== 'string' || !to.startsWith('/') || to.startsWith('//')) return res.redirect('/')
  res.redirect(to)
}
`,
    },
    {
      path: "src/https.js",
      note: "To the same address under https.",
      code: `module.exports = (req, res, next) => {
  if (req.secure) return next()
  res.redirect(301, 'https://' + req.headers.host + req.originalUrl)
}
`,
    },
    {
      path: "app/go/page.tsx",
      code: `import { redirect } from "next/navigation";

const targets = { docs: "https://docs.example.com", status: "https://status.example.com" };

export default async function Go({ searchParams }) {
  const { to } = await searchParams;
  redirect(targets[to] ?? "/");
}
`,
    },
  ],
};
