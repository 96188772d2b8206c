import type { Rule } from "../rule.ts";

export const newBufferExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/credentials.js",
      line: 2,
      code: `exports.basic = function (user, key) {
  return 'Basic ' + new Buffer(user + ':' + key, 'utf8').toString('base64')
}
`,
      after: `exports.basic = function (user, key) {
  return 'Basic ' + Buffer.from(user + ':' + key, 'utf8').toString('base64')
}
`,
    },
    {
      path: "src/frame.ts",
      note: "A number reserves memory: `Buffer.alloc` clears it.",
      line: 4,
      code: `const headerBytes = 12;

export function frame(payload: Uint8Array) {
  const out = new Buffer(headerBytes + payload.length);
  out.set(payload, headerBytes);
  return out;
}
`,
      after: `const headerBytes = 12;

export function frame(payload: Uint8Array) {
  const out = Buffer.alloc(headerBytes + payload.length);
  out.set(payload, headerBytes);
  return out;
}
`,
    },
    {
      path: "src/magic.mjs",
      line: 3,
      code: `import { Buffer } from "node:buffer";

export const magic = Buffer([0x50, 0x4b, 0x03, 0x04]);
export const name = (value) => new Buffer(\`\${value}\\0\`);
`,
      after: `import { Buffer } from "node:buffer";

export const magic = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
export const name = (value) => Buffer.from(\`\${value}\\0\`);
`,
    },
  ],
  good: [
    {
      path: "src/polyfill.js",
      note: "The constructor is left for versions that have nothing else.",
      code: `const bytes = (text) =>
  typeof Buffer.from === "function" ? Buffer.from(text) : new Buffer(text);
module.exports = bytes;
`,
    },
    {
      path: "src/ring.ts",
      note: "Another `Buffer`.",
      code: `import { Buffer } from "./ring-buffer.ts";
export const ring = (samples: number) => new Buffer(samples);
`,
    },
  ],
  untouched: [
    {
      path: "src/decode.js",
      note: "The argument may be a text or a number.",
      line: 2,
      code: `module.exports = function decode(body) {
  return new Buffer(body);
};
`,
    },
  ],
};
