import type { Rule } from "../rule.ts";

export const codeInjectionExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/formula.js",
      line: 4,
      code: `const express = require('express')
const app = express()

app.get('/formula', (req, res) => res.json({ value: eval(req.query.formula) }))
`,
    },
    {
      path: "src/rule-preview.ts",
      line: 6,
      code: `import vm from "node:vm";
import type { Request, Response } from "express";

export function preview(req: Request, res: Response) {
  const { condition, row } = req.body;
  const matches = vm.runInNewContext(\`(\${condition})\`, { row });
  res.json({ matches });
}
`,
    },
    {
      path: "public/filter.js",
      note: "Whoever makes the link writes the program.",
      line: 3,
      code: `const params = new URLSearchParams(location.search);

const keep = new Function("row", "return " + params.get("filter"));
show(rows.filter(keep));
`,
    },
  ],
  good: [
    {
      path: "src/settings.js",
      code: `module.exports = (req, res) => {
  const settings = JSON.parse(req.body.settings)
  const square = new Function('x', 'return x * x')
  setTimeout(() => save(settings), Number(req.query.delay))
  res.json({ area: square(Number(req.query.side)) })
}
`,
    },
    {
      path: "src/operators.ts",
      note: "The request chooses among functions of the code.",
      code: `import type { Request, Response } from "express";

const operators = { add: (a: number, b: number) => a + b };

export function calculate(req: Request, res: Response) {
  const run = operators[req.params.operator as keyof typeof operators];
  res.json({ result: run(Number(req.query.a), Number(req.query.b)) });
}
`,
    },
  ],
};
