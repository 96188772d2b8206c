import type { Rule } from "../rule.ts";

export const timingCompareExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/webhook.ts",
      line: 5,
      code: `import { createHmac } from "node:crypto";

export function isGenuine(body: string, signature: string, key: string): boolean {
  const expected = createHmac("sha256", key).update(body).digest("hex");
  return signature === expected;
}
`,
      after: `import { createHmac, timingSafeEqual } from "node:crypto";

export function isGenuine(body: string, signature: string, key: string): boolean {
  const expected = createHmac("sha256", key).update(body).digest("hex");
  return Buffer.byteLength(signature) === Buffer.byteLength(expected) && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
}
`,
    },
    {
      path: "src/hook.js",
      note: "A header may be missing: as a text it is then a wrong one.",
      line: 8,
      code: `const crypto = require('crypto')

module.exports = (key) => (req, res, next) => {
  const hmac = crypto.createHmac('sha1', key)
  hmac.update(req.rawBody)
  const sum = \`sha1=\${hmac.digest('hex')}\`
  // said by the sender
  if (req.headers['x-hub-signature'] !== sum) return res.sendStatus(401)
  next()
}
`,
      after: `const crypto = require('crypto')

module.exports = (key) => (req, res, next) => {
  const hmac = crypto.createHmac('sha1', key)
  hmac.update(req.rawBody)
  const sum = \`sha1=\${hmac.digest('hex')}\`
  // said by the sender
  if (!(Buffer.byteLength(String(req.headers['x-hub-signature'])) === Buffer.byteLength(sum) && crypto.timingSafeEqual(Buffer.from(String(req.headers['x-hub-signature'])), Buffer.from(sum)))) return res.sendStatus(401)
  next()
}
`,
    },
  ],
  good: [
    {
      path: "src/sums.js",
      note: "A sum without a key, a length, and the right comparison.",
      code: `import { createHash, createHmac, timingSafeEqual } from "node:crypto";
export function checks(body, key, given) {
  const sum = createHash("sha256").update(body).digest("hex");
  const signature = createHmac("sha256", key).update(body).digest("hex");
  const long = given.length === signature.length;
  return sum === given && long && timingSafeEqual(Buffer.from(given), Buffer.from(signature));
}
`,
    },
  ],
  untouched: [
    {
      path: "src/inline.js",
      note: "The signature has no name that could stand twice.",
      line: 3,
      code: `import { createHmac } from "node:crypto";
export const ok = (given, body, key) =>
  createHmac("sha256", key).update(body).digest("hex") === given;
`,
    },
  ],
};
