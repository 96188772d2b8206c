import type { Rule } from "../rule.ts";

export const jwtAlgorithmsExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/tokens.js",
      note: "The same file signs with the same key.",
      line: 5,
      code: `const jwt = require('jsonwebtoken')
const { tokenKey } = require('./config')

exports.issue = (user) => jwt.sign({ sub: user.id }, tokenKey, { expiresIn: '1h' })
exports.read = (token) => jwt.verify(token, tokenKey)
`,
      after: `const jwt = require('jsonwebtoken')
const { tokenKey } = require('./config')

exports.issue = (user) => jwt.sign({ sub: user.id }, tokenKey, { expiresIn: '1h' })
exports.read = (token) => jwt.verify(token, tokenKey, { algorithms: ['HS256'] })
`,
    },
    {
      path: "src/guest.ts",
      line: 7,
      code: `import { sign, verify } from "jsonwebtoken";
import { config } from "./config.ts";

export const issue = (id: string) => sign({ id }, config.key, { algorithm: "HS512" });

export function guest(token: string) {
  return verify(token, config.key, {
    audience: "desk",
  });
}
`,
      after: `import { sign, verify } from "jsonwebtoken";
import { config } from "./config.ts";

export const issue = (id: string) => sign({ id }, config.key, { algorithm: "HS512" });

export function guest(token: string) {
  return verify(token, config.key, {
    audience: "desk",
    algorithms: ["HS512"],
  });
}
`,
    },
  ],
  good: [
    {
      path: "src/check.js",
      note: "Named, or a secret, with which nothing but an HMAC succeeds.",
      code: `import jwt from "jsonwebtoken";
export const named = (token, key) => jwt.verify(token, key, { algorithms: ["ES256"] });
export const secret = (token) => jwt.verify(token, process.env.JWT_SECRET);
export const open = (token, key, options) => jwt.verify(token, key, options);
`,
    },
  ],
  untouched: [
    {
      path: "src/partner.js",
      note: "The file does not show how the partner signs.",
      line: 5,
      code: `const fs = require("node:fs");
const jwt = require("jsonwebtoken");

const publicKey = fs.readFileSync("/etc/desk/partner.pem");
exports.read = (token, done) => jwt.verify(token, publicKey, (error, claims) => done(error, claims));
`,
    },
  ],
};
