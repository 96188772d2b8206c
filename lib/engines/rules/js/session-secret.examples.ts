import type { Rule } from "../rule.ts";

export const sessionSecretExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/app.js",
      line: 5,
      code: `const express = require('express')
const session = require('express-session')
const app = express()
app.use(session({
  secret: 'a cat on a keyboard',
  resave: false,
  saveUninitialized: false
}))
`,
      after: `const express = require('express')
const session = require('express-session')
const app = express()
app.use(session({
  secret: process.env.SESSION_SECRET,
  resave: false,
  saveUninitialized: false
}))
`,
    },
    {
      path: "src/tokens.ts",
      note: "What signs and what checks share it.",
      line: 3,
      code: `import jwt from "jsonwebtoken";

const signingText = "parcels are signed with this";

export const issue = (id: string) => jwt.sign({ id }, signingText);
export const read = (token: string) => jwt.verify(token, signingText);
`,
      after: `import jwt from "jsonwebtoken";

const signingText = process.env.JWT_SECRET as string;

export const issue = (id: string) => jwt.sign({ id }, signingText);
export const read = (token: string) => jwt.verify(token, signingText);
`,
    },
  ],
  good: [
    {
      path: "src/session.js",
      note: "From the environment, also where a text steps in for development.",
      code: `import session from "express-session";
export const open = session({ secret: process.env.SESSION_SECRET });
export const dev = session({ secret: process.env.SESSION_SECRET ?? "for development" });
`,
    },
  ],
  untouched: [
    {
      path: "src/issue.js",
      note: "Whoever checks the tokens, in another file, would still use the old text.",
      line: 2,
      code: `const jwt = require("jsonwebtoken");
exports.issue = (id) => jwt.sign({ id }, "parcels are signed with this");
`,
    },
  ],
};
