import type { Rule } from "../rule.ts";

export const evalExamples: Rule["examples"] = {
  bad: [
    {
      path: "public/load.js",
      line: 2,
      code: `function load(xhr) {
  var rates = eval('(' + xhr.responseText + ')');
  return rates.eur;
}
`,
      after: `function load(xhr) {
  var rates = JSON.parse(xhr.responseText);
  return rates.eur;
}
`,
    },
  ],
  good: [
    {
      path: "src/globals.js",
      note: "Fixed by the program.",
      code: `export const root = new Function("return this")();
export const indirect = (0, eval)("this");
const wait = eval("1 + 1");
setTimeout("tick()", 100);
setTimeout(wait, 100);
`,
    },
    {
      path: "src/compile.js",
      note: "A compiler runs what it has made.",
      code: `export function compile(source, names) {
  const body = parse(source).join("\\n");
  return new Function(...names, "use strict;" + body);
}
export const run = (code) => eval(code);
`,
    },
    {
      path: "src/panel.js",
      note: "Whoever sets the panel up may hand in a function, or its text.",
      code: `export function prepare(panel) {
  const enabled = panel.enabled;
  if (!_.isFunction(enabled)) panel.enabled = (data) => eval(enabled);
}
`,
    },
    {
      path: "src/calc.js",
      note: "What a request brings is followed by another rule.",
      code: `app.get("/calc", (req, res) => res.json(eval(req.query.sum)));
`,
    },
  ],
  untouched: [
    {
      path: "src/sheet.js",
      note: "A formula is no JSON.",
      line: 1,
      code: `export const cell = (formula, cells) => eval(formula.trim());
export const later = (id) => setTimeout("refresh('" + id + "')", 500);
`,
    },
    {
      path: "src/price.ts",
      line: 2,
      code: `export function priced(rule: string) {
  return new Function("weight", \`return \${rule}\`);
}
`,
    },
  ],
};
