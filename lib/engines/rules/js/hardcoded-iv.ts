import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { parts } from "../syntax.ts";
import { cipherCalls } from "./ciphers.ts";
import { constantText, heldBy } from "./constants.ts";
import { foundAt } from "./found.ts";

export const hardcodedIv: Rule = {
  id: "js/hardcoded-iv",
  title: "Encryption with the same IV every time",
  fixTitle: "Draw a fresh IV for every message",
  cwe: "CWE-329",
  severity: "medium",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "An IV makes equal messages look different. One that stands in the code makes them look alike, and " +
    "in counter and GCM modes gives away what two messages differ in, and the key that authenticates " +
    "them. Draw it with `randomBytes` and store it in front of the message.",
  notSeen:
    "An IV that comes from elsewhere, a key that is drawn for this one message, and files of tests.",
  appliesTo: (path) => !isTestPath(path),
  hint: /createCipheriv/,
  detect,
  examples: {
    bad: [
      {
        path: "src/notes.js",
        line: 5,
        code: `const crypto = require('crypto')
const iv = Buffer.alloc(16, 0)

exports.lock = (key, text) => {
  const cipher = crypto.createCipheriv('aes-256-cbc', key, iv)
  return cipher.update(text, 'utf8', 'hex') + cipher.final('hex')
}
`,
      },
    ],
    good: [
      {
        path: "src/seal.ts",
        note: "Drawn for every message; or the key is.",
        code: `import { createCipheriv, randomBytes } from "node:crypto";
export function seal(key: Buffer) {
  const iv = randomBytes(12);
  return { iv, cipher: createCipheriv("aes-256-gcm", key, iv) };
}
export function once() {
  const key = randomBytes(32);
  return { key, cipher: createCipheriv("aes-256-ctr", key, Buffer.alloc(16)) };
}
export const block = (key: Buffer) => createCipheriv("aes-256-ecb", key, "");
`,
      },
    ],
  },
};

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return cipherCalls(root).flatMap(({ call, name, args }) => {
    const [algorithm, key, iv] = args;
    if (name !== "createCipheriv" || key === undefined || iv === undefined || !isFixed(iv))
      return [];
    if (/randomBytes|generateKey/.test(heldBy(key).text())) return [];
    const shown = constantText(algorithm) ?? "the cipher";
    const message =
      `Every message is encrypted by \`${shown}\` with the same IV: equal messages look equal, and what ` +
      "two of them differ in can be worked out.";
    return [foundAt(call, message, `iv ${shown}`)];
  });
}

/** A text, bytes or zeros that stand in the code. */
function isFixed(iv: SgNode): boolean {
  const held = heldBy(iv);
  if ((constantText(held) ?? "") !== "") return true;
  const callee = (held.field("function") ?? held.field("constructor"))?.text() ?? "";
  const list = held.field("arguments");
  const first = list === null ? undefined : parts(list)[0];
  if (first === undefined) return false;
  if (/^(?:Buffer\.alloc|Uint8Array)$/.test(callee)) return heldBy(first).is("number");
  return (
    /^Buffer\.from$/.test(callee) && (constantText(first) !== null || isNumbers(heldBy(first)))
  );
}

function isNumbers(node: SgNode): boolean {
  return node.is("array") && parts(node).every((each) => each.is("number"));
}
