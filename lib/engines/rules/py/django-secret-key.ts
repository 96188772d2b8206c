import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { findSecretValues } from "../secrets/secret-values.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, replaceNode, startOf } from "../syntax.ts";
import { djangoSecretKeyExamples } from "./django-secret-key.examples.ts";
import { isDjangoSettings, isSettingsPath, settingOf } from "./django-settings.ts";
import { importModule } from "./imports.ts";
import { plainString, pyQuote, pyQuoted } from "./style.ts";

export const djangoSecretKey: Rule = {
  id: "py/django-secret-key",
  title: "Secret key of a Django site in its source",
  fixTitle: "Read the secret key from the environment",
  cwe: "CWE-798",
  severity: "high",
  fixClass: "B",
  languages: ["python"],
  why:
    "Whoever knows `SECRET_KEY` can sign session cookies and password-reset links in the site's name. " +
    "In the source it is known to everyone who can read the repository, and stays in its history: make a " +
    "new one first. The fix then reads it from `DJANGO_SECRET_KEY`, and the site does not start without it.",
  notSeen:
    "Keys put together from parts or read from a committed file, and modules whose name says local, " +
    "development or test.",
  appliesTo: isSettingsPath,
  hint: /^SECRET_KEY\s{0,3}=/m,
  detect,
  fix,
  examples: djangoSecretKeyExamples,
};

const placeholder =
  /change|replace|your|placeholder|example|insert|dummy|xxx|<|\{|\bset\b|\*\*\*|todo/i;

interface OwnKey {
  readonly node: SgNode;
  readonly value: SgNode;
}

function ownKey(file: SourceFile, root: SgNode): OwnKey | null {
  if (!isDjangoSettings(file.text)) return null;
  const node = settingOf(file, root, "SECRET_KEY");
  const value = node?.field("right") ?? null;
  const text = plainString(value);
  if (node === null || value === null || text === null) return null;
  const inner = text.replace(/^django-insecure-/, "");
  return inner.length >= 20 && !/\s/.test(inner) && !placeholder.test(inner)
    ? { node, value }
    : null;
}

async function detect(file: SourceFile): Promise<readonly Detection[]> {
  const root = file.root();
  const found = root === null ? null : ownKey(file, root);
  if (found === null) return [];
  const start = startOf(found.value) + 1;
  const end = endOf(found.value) - 1;
  // A value with a known shape is `secrets/committed`'s finding already.
  const known = await findSecretValues(file.path, file.text);
  if (known.some((each) => each.start < end && start < each.end)) return [];
  return [
    {
      start: startOf(found.node),
      end: endOf(found.node),
      code: "SECRET_KEY",
      symbol: "",
      hides: [{ start, end }],
      message:
        "`SECRET_KEY` stands in the source: everyone who can read this repository or its history can " +
        "sign cookies and reset links in the site's name. Make a new one, then read it from the environment.",
    },
  ];
}

function fix(file: SourceFile): readonly TextEdit[] | null {
  const root = file.root();
  const found = root === null ? null : ownKey(file, root);
  const os = root === null ? null : importModule(file, root, "os");
  if (root === null || found === null || os === null) return null;
  const name = pyQuoted("DJANGO_SECRET_KEY", pyQuote(root));
  return [...os.edits, replaceNode(found.value, `${os.name}.environ[${name}]`)];
}
