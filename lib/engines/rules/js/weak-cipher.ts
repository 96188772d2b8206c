import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { cipherCalls } from "./ciphers.ts";
import { constantText } from "./constants.ts";
import { foundAt } from "./found.ts";

export const weakCipher: Rule = {
  id: "js/weak-cipher",
  title: "Encryption that can be broken",
  fixTitle: "Encrypt with an authenticated cipher",
  cwe: "CWE-327",
  severity: "high",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "DES, RC4 and their kin can be broken with the machines of today; a block cipher in ECB mode shows " +
    "where a text repeats itself; and `createCipher` makes its key from a password with one round of " +
    "MD5. Use `createCipheriv` with `aes-256-gcm`, a random IV, and a key from `scrypt`. What is " +
    "encrypted already has to be moved over, which is why there is no fix.",
  notSeen:
    "Algorithms named at run time, other libraries, code that only decrypts with an IV, protocols that " +
    "prescribe the cipher (NTLM, all in a folder `protocol`), and files of tests.",
  appliesTo: (path) => !isTestPath(path) && !/(?:^|\/)protocols?\//i.test(path),
  hint: /create(?:C|Dec)ipher/,
  detect,
  examples: {
    bad: [
      {
        path: "src/vault.js",
        line: 4,
        code: `const crypto = require('crypto')

exports.lock = (text, password) => {
  const cipher = crypto.createCipher('aes-256-cbc', password)
  return cipher.update(text, 'utf8', 'hex') + cipher.final('hex')
}
`,
      },
      {
        path: "src/labels.ts",
        line: 4,
        code: `import { createCipheriv } from "node:crypto";

export function sealed(key: Buffer, text: string) {
  const cipher = createCipheriv("aes-128-ecb", key, null);
  return Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
}
`,
      },
    ],
    good: [
      {
        path: "rdp/protocol/licence.js",
        note: "The protocol names its cipher.",
        code: `const crypto = require("crypto");
exports.seal = (key, id) => crypto.createCipheriv("rc4", key, "").update(id);
`,
      },
      {
        path: "src/sealed.js",
        code: `import { createCipheriv, randomBytes } from "node:crypto";
export const cipherFor = (key) => createCipheriv("aes-256-gcm", key, randomBytes(12));
`,
      },
    ],
  },
};

const broken = /^(?:des(?:-|$)|des3$|desx|3des|rc2|rc4|arcfour|bf(?:-|$)|blowfish|idea|seed|cast)/;

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null || /\bntlm\b|lm_?hash/i.test(file.text)) return [];
  return cipherCalls(root).flatMap(({ call, callee, name, args }) => {
    const algorithm = constantText(args[0])?.toLowerCase() ?? "";
    if (broken.test(algorithm) || /-ecb$/.test(algorithm)) {
      const danger = /-ecb$/.test(algorithm)
        ? "encrypts equal blocks to equal blocks, so that what repeats in the text shows"
        : "can be broken with the machines of today";
      return [foundAt(call, `\`${algorithm}\` ${danger}.`, `cipher ${algorithm}`)];
    }
    if (name === "createCipheriv") return [];
    const message =
      `\`${callee.text()}\` makes its key from the password with one round of MD5 and no salt: passwords ` +
      "can be tried at full speed.";
    return [foundAt(call, message, `${name} ${algorithm}`)];
  });
}
