import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { findKinds, startOf } from "../syntax.ts";
import { electronWebPreferencesExamples } from "./electron-web-preferences.examples.ts";
import { foundAt } from "./found.ts";
import { turnedFlag, type UnsafeFlag, unsafeFlags } from "./literal-flags.ts";
import { hasKey, keyText } from "./objects.ts";

export const electronWebPreferences: Rule = {
  id: "js/electron-web-preferences",
  title: "Electron window without its walls",
  fixTitle: "Keep the window's page apart from the machine",
  cwe: "CWE-1188",
  severity: "high",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "A page in this window is not kept apart from Node.js or from other sites: one script that gets into " +
    "it runs programs of the user, or reads what he has elsewhere. The fix puts Electron's own setting " +
    "back, where the page does not need it changed: what it needs goes through a `preload` script.",
  notSeen:
    "Preferences that come from elsewhere, and files of tests. Where no `preload` script is named, the " +
    "page may need Node.js itself, and the fault is reported without a fix.",
  appliesTo: (path) => !isTestPath(path),
  hint: /webPreferences/,
  detect,
  fix,
  examples: electronWebPreferencesExamples,
};

const within = /webPreferences/;
const flags: Readonly<Record<string, UnsafeFlag>> = {
  nodeIntegration: {
    value: "true",
    within,
    message:
      "`nodeIntegration: true` gives every script of the page all of Node.js: one that gets in runs programs.",
  },
  contextIsolation: {
    value: "false",
    within,
    message:
      "`contextIsolation: false` lets scripts of the page reach into the preload script and what it can do.",
  },
  webSecurity: {
    value: "false",
    within,
    message:
      "`webSecurity: false` lets the page read any other site and any file: the walls between them are gone.",
  },
  allowRunningInsecureContent: {
    value: "true",
    within,
    message:
      "`allowRunningInsecureContent: true` runs scripts that came unencrypted: anyone on the way can write them.",
  },
};

function detect(file: SourceFile): readonly Detection[] {
  return unsafeFlags(file, flags).map(({ pair, flag }) => foundAt(pair, flag.message));
}

/** Node.js in the page is given up only where a preload script is there to stand in for it. */
function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  const pair =
    root === null
      ? undefined
      : findKinds(root, "pair").find((each) => startOf(each) === detection.start);
  const object = pair?.parent();
  if (pair === undefined || object === null || object === undefined) return null;
  const needsPreload = /^(?:nodeIntegration|contextIsolation)$/.test(keyText(pair));
  if (needsPreload && !hasKey(object, "preload")) return null;
  const edit = turnedFlag(file, flags, detection.start);
  return edit === null ? null : [edit];
}
