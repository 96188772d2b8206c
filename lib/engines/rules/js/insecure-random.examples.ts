import type { Rule } from "../rule.ts";

export const insecureRandomExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/reset.ts",
      line: 4,
      code: `import { send } from "./mail.ts";

export async function sendReset(address: string) {
  const resetToken = Math.random().toString(36).slice(2);
  await send(address, resetToken);
}
`,
      after: `import { send } from "./mail.ts";
import { randomBytes } from "node:crypto";

export async function sendReset(address: string) {
  const resetToken = randomBytes(16).toString("hex");
  await send(address, resetToken);
}
`,
    },
    {
      path: "src/otp.js",
      note: "Range, quotes and module system stay.",
      line: 5,
      code: `'use strict'

const fs = require('fs')

const otp = () => Math.floor(100000 + Math.random() * 900000)

module.exports = { otp, read: () => fs.readFileSync('otp.txt') }
`,
      after: `'use strict'

const fs = require('fs')
const { randomInt } = require('crypto')

const otp = () => randomInt(100000, 1000000)

module.exports = { otp, read: () => fs.readFileSync('otp.txt') }
`,
    },
    {
      path: "src/password.mjs",
      note: "One more name in an import that is there already.",
      line: 8,
      code: `import { createHash } from "node:crypto";

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

export function generatePassword(length) {
  let out = "";
  for (let i = 0; i < length; i++) {
    out += alphabet[Math.floor(Math.random() * alphabet.length)];
  }
  return out;
}

export const digest = (text) => createHash("sha256").update(text).digest("hex");
`,
      after: `import { createHash, randomInt } from "node:crypto";

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

export function generatePassword(length) {
  let out = "";
  for (let i = 0; i < length; i++) {
    out += alphabet[randomInt(alphabet.length)];
  }
  return out;
}

export const digest = (text) => createHash("sha256").update(text).digest("hex");
`,
    },
    {
      path: "src/session.js",
      note: "Two halves of one value are repaired together, through the name the file has for the module.",
      line: 4,
      code: `import crypto from "crypto";

export function newSessionId() {
  return Math.random().toString(36).slice(2, 10) + Math.random().toString(36).slice(2, 10);
}

export const sign = (key, id) => crypto.createHmac("sha256", key).update(id).digest("hex");
`,
      after: `import crypto from "crypto";

export function newSessionId() {
  return Array.from({ length: 8 }, () => crypto.randomInt(36).toString(36)).join("") + Array.from({ length: 8 }, () => crypto.randomInt(36).toString(36)).join("");
}

export const sign = (key, id) => crypto.createHmac("sha256", key).update(id).digest("hex");
`,
    },
    {
      path: "src/csrf.ts",
      line: 3,
      code: `export class Form {
  // sent back with the form
  readonly csrfToken = \`csrf-\${Math.random()}\`;
}
`,
      after: `import { randomUUID } from "node:crypto";

export class Form {
  // sent back with the form
  readonly csrfToken = \`csrf-\${randomUUID()}\`;
}
`,
    },
  ],
  good: [
    {
      path: "src/jobs.js",
      note: "What a clean-up of tokens makes is no token.",
      code: `export function scheduleTokenCleanup(jobs) {
  const s = Math.floor(Math.random() * 60);
  jobs.add({ at: \`\${s} 0 * * *\`, name: "clean-tokens" });
}
`,
    },
    {
      path: "src/look-alikes.js",
      note: "Random, but not secret.",
      code: `export const tokenColor = () => \`hsl(\${Math.random() * 360} 60% 50%)\`;
export const retryDelayMs = (attempt) => 100 * 2 ** attempt * Math.random();
const key = Math.random();
export const tokenCount = Math.floor(Math.random() * 10);
export const apiKey = (keys) => keys[Math.floor(Math.random() * keys.length)];
export function session(user) {
  if (Math.random() < 0.01) console.log("sampled", user);
  return { user, color: tokenColor(), key };
}
export const token = Math.random() > 0.5 ? "heads" : "tails";
`,
    },
    {
      path: "src/own-math.js",
      note: "Another `Math`.",
      code: `import { Math } from "./strong.js";
export const token = Math.random().toString(36).slice(2);
`,
    },
    {
      path: "tests/token.test.js",
      note: "Tests may use weak tokens.",
      code: `const token = Math.random().toString(36).slice(2);
`,
    },
  ],
  untouched: [
    {
      path: "src/nonce.js",
      note: "The code around may count on a number between 0 and 1.",
      line: 1,
      code: `export const nonce = Math.random();
`,
    },
    {
      path: "src/login.jsx",
      note: "A browser has no `node:crypto`.",
      line: 2,
      code: `export function Login() {
  const csrfToken = Math.random().toString(36).slice(2);
  return <input type="hidden" value={csrfToken} />;
}
`,
    },
    {
      path: "src/taken.js",
      note: "The name is taken.",
      line: 2,
      code: `const randomBytes = (n) => n;
export const token = Math.random().toString(36).slice(randomBytes(2) && 2);
export const secret = Math.random().toString(36).slice(2);
`,
    },
  ],
};
