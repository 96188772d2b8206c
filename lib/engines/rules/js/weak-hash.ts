import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule } from "../rule.ts";
import { wordsOf } from "../secret-names.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { contains, findKinds, parts, startOf } from "../syntax.ts";
import { constantText } from "./constants.ts";
import { foundAt } from "./found.ts";
import { moduleCalls } from "./module-calls.ts";
import { secretPurpose } from "./random-purpose.ts";

export const weakHash: Rule = {
  id: "js/weak-hash",
  title: "Secret protected by a broken hash",
  fixTitle: "Hash the secret with a strong function",
  cwe: "CWE-328",
  severity: "high",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "MD5 and SHA-1 are fast and broken: a graphics card tries billions of passwords a second, and two " +
    "texts with one sum can be made on purpose. Use `scrypt` with a salt for passwords, and SHA-256 for " +
    "the rest. Values that are stored already have to be moved over, which is why there is no fix.",
  notSeen:
    "Hashes whose purpose no name tells, hashes for caches, file names and protocols that prescribe " +
    "them (HTTP digest, MySQL, PostgreSQL, Gravatar), HMACs, and files of tests.",
  appliesTo: (path) => !isTestPath(path),
  hint: /createHash\s*\(/,
  detect,
  examples: {
    bad: [
      {
        path: "src/users.js",
        line: 4,
        code: `const crypto = require("crypto");

exports.matches = (user, password) =>
  crypto.createHash("md5").update(password).digest("hex") === user.hash;
`,
      },
      {
        path: "src/reset.ts",
        line: 4,
        code: `import { createHash } from "node:crypto";

export function resetLink(user: { id: string; email: string }) {
  const resetToken = createHash("sha1").update(user.email + Date.now()).digest("hex");
  return \`/reset?token=\${resetToken}\`;
}
`,
      },
    ],
    good: [
      {
        path: "src/cache.js",
        note: "A name for a file, and a strong function.",
        code: `import { createHash } from "node:crypto";
export const cacheKey = (text) => createHash("md5").update(text).digest("hex");
export const etag = (body) => createHash("sha1").update(body).digest("base64");
export const tokenHash = (token) => createHash("sha256").update(token).digest("hex");
`,
      },
      {
        path: "src/handshake.js",
        note: "The protocol of MySQL prescribes it.",
        code: `const { createHash } = require("crypto");
// mysql_native_password
exports.scramble = (password) => createHash("sha1").update(password).digest();
`,
      },
    ],
  },
};

const prescribed =
  /gravatar|mysql|postgres|digest.?auth|\brealm\b|\bcnonce\b|websocket|258EAFA5|\bntlm\b|oauth1|subsonic|last\.?fm|\bmagnet\b|haveibeenpwned|pwned/i;

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null || prescribed.test(file.text)) return [];
  return moduleCalls(root, "crypto").flatMap(({ call, name, args }) => {
    const algorithm = constantText(args[0])?.toLowerCase();
    if (name !== "createHash" || (algorithm !== "md5" && algorithm !== "sha1")) return [];
    const hashed = hashedSecret(call);
    const made = hashed === null ? weakPurpose(call) : null;
    if (hashed === null && made === null) return [];
    const shown = algorithm === "md5" ? "MD5" : "SHA-1";
    const message =
      hashed === null
        ? `\`${made}\` is made with ${shown}, which is broken: whoever knows or guesses what went in has it.`
        : `\`${hashed}\` is hashed with ${shown}: a graphics card tries billions of guesses a second.`;
    return [foundAt(call, message, `${algorithm} ${hashed ?? made}`)];
  });
}

/** The password that goes into the hash: `createHash(…).update(password)`, in one chain. */
function hashedSecret(call: SgNode): string | null {
  let node = call;
  for (const parent of call.ancestors()) {
    if (parent.is("member_expression")) node = parent;
    else if (parent.is("call_expression") && contains(parent.field("function") ?? parent, node)) {
      const found = /\.update$/.test(parent.field("function")?.text() ?? "")
        ? namedPassword(parent)
        : null;
      if (found !== null) return found;
      node = parent;
    } else return null;
  }
  return null;
}

/** The secret that the hash becomes; a hash about a secret, such as its cache's key, is none. */
function weakPurpose(call: SgNode): string | null {
  const purpose = secretPurpose(call);
  return purpose !== null && /context|cache|file|path|version|etag/i.test(purpose) ? null : purpose;
}

const passwords = new Set(["password", "passwd", "pwd", "passphrase", "passcode", "pincode"]);

function namedPassword(update: SgNode): string | null {
  const list = update.field("arguments");
  const first = list === null ? undefined : parts(list)[0];
  if (first === undefined || constantText(first) !== null) return null;
  const names = findKinds(
    first,
    "identifier",
    "property_identifier",
    "shorthand_property_identifier",
  );
  const own = names.sort((a, b) => startOf(a) - startOf(b));
  return (
    own.map((each) => each.text()).find((name) => passwords.has(wordsOf(name).at(-1) ?? "")) ?? null
  );
}
