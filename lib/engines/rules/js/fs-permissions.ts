import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { replaceNode, startOf } from "../syntax.ts";
import { stringContent } from "./bindings.ts";
import { heldBy } from "./constants.ts";
import { brief, foundAt } from "./found.ts";
import { moduleCalls } from "./module-calls.ts";

export const fsPermissions: Rule = {
  id: "js/fs-permissions",
  title: "File that every user may change",
  fixTitle: "Let only the owner change the file",
  cwe: "CWE-732",
  severity: "medium",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "`chmod` with these rights lets every user and every program of the machine change the file, and so " +
    "what this program reads or runs. The fix leaves that right to the owner and keeps the others.",
  notSeen:
    "Modes that are worked out at run time, and those of new files and folders, which the system narrows " +
    "by itself. Sockets and folders that are shared on purpose are reported without a fix. Files of " +
    "tests are left out.",
  appliesTo: (path) => !isTestPath(path),
  hint: /chmod/,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: "src/install.js",
        line: 4,
        code: `const fs = require('fs')

exports.install = (target) => {
  fs.chmodSync(target, 0o777)
}
`,
        after: `const fs = require('fs')

exports.install = (target) => {
  fs.chmodSync(target, 0o755)
}
`,
      },
      {
        path: "src/report.ts",
        line: 4,
        code: `import { chmod } from "node:fs/promises";

export async function publish(report: string) {
  await chmod(report, "666");
}
`,
        after: `import { chmod } from "node:fs/promises";

export async function publish(report: string) {
  await chmod(report, "644");
}
`,
      },
    ],
    good: [
      {
        path: "src/own.js",
        code: `import { chmodSync, mkdirSync } from "node:fs";
chmodSync("run.sh", 0o755);
mkdirSync("out", { mode: 0o777 });
`,
      },
    ],
    untouched: [
      {
        path: "src/listen.js",
        note: "Other users may have to write to a socket.",
        line: 2,
        code: `import { chmodSync } from "node:fs";
export const open = (socketPath) => chmodSync(socketPath, 0o777);
`,
      },
    ],
  },
};

const narrower: Readonly<Record<string, string>> = { "777": "755", "666": "644" };

interface OpenMode {
  readonly call: SgNode;
  readonly mode: SgNode;
  readonly path: SgNode;
}

function openModes(root: SgNode): OpenMode[] {
  const calls = ["fs", "fs/promises", "fs-extra", "graceful-fs"].flatMap((each) =>
    moduleCalls(root, each),
  );
  return calls.flatMap(({ call, name, args }) => {
    const [path, given] = args;
    if (!/^[fl]?chmod(?:Sync)?$/.test(name) || path === undefined || given === undefined) return [];
    const mode = heldBy(given);
    const digits = octal(mode);
    // The last digit is what all others may do: 2 is to write.
    const open = digits !== null && (Number(digits.at(-1)) & 2) === 2 && digits.length === 3;
    return open ? [{ call, mode, path }] : [];
  });
}

/** The three digits of `0o777`, `0777`, `"777"` and `"0777"`. */
function octal(mode: SgNode): string | null {
  const text = mode.is("string")
    ? (stringContent(mode) ?? "")
    : mode.is("number")
      ? mode.text()
      : "";
  const digits = /^0?o?([0-7]{3})$/i.exec(text)?.[1] ?? null;
  return mode.is("number") && /^[1-9]/.test(text) ? null : digits;
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return openModes(root).map(({ call, path, mode }) => {
    const message =
      `\`${brief(path)}\` gets the rights \`${mode.text()}\`: every user and program of this machine may ` +
      "change it.";
    return foundAt(call, message);
  });
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  const found =
    root === null
      ? undefined
      : openModes(root).find(({ call }) => startOf(call) === detection.start);
  if (found === undefined) return null;
  const digits = octal(found.mode);
  const narrow = digits === null ? undefined : narrower[digits];
  const shared = /sock|\bport\b|pipe|tmp|temp|shared|public|docker|volume|lock|pid/i;
  if (digits === null || narrow === undefined || shared.test(found.path.text())) return null;
  const text = found.mode.text();
  const at = text.lastIndexOf(digits);
  return [replaceNode(found.mode, text.slice(0, at) + narrow + text.slice(at + 3))];
}
