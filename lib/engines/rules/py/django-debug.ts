import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, replaceNode, startOf } from "../syntax.ts";
import { isDjangoSettings, isSettingsPath, settingOf } from "./django-settings.ts";
import { importModule } from "./imports.ts";
import { pyQuote, pyQuoted } from "./style.ts";

export const djangoDebug: Rule = {
  id: "py/django-debug",
  title: "Django site that shows its errors to everyone",
  fixTitle: "Turn debugging on by a variable of the environment",
  cwe: "CWE-489",
  severity: "medium",
  fixClass: "B",
  languages: ["python"],
  why:
    "With `DEBUG = True` an error page shows settings, queries and source to whoever causes the error, " +
    "and any host name is accepted. The fix turns it on only where `DJANGO_DEBUG=1` is set, so set it " +
    "where you develop.",
  notSeen:
    "Settings that other code changes later, settings read by another library, and modules whose name " +
    "says local, development or test.",
  appliesTo: isSettingsPath,
  hint: /^DEBUG\s{0,3}=\s{0,3}True\b/m,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: "library/settings.py",
        line: 5,
        code: `from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = True  # shows what went wrong

INSTALLED_APPS = ["django.contrib.auth", "loans"]
`,
        after: `import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = os.environ.get("DJANGO_DEBUG") == "1"  # shows what went wrong

INSTALLED_APPS = ["django.contrib.auth", "loans"]
`,
      },
      {
        path: "library/settings/production.py",
        line: 4,
        code: `import os
from .base import *

DEBUG = True
ROOT_URLCONF = 'library.urls'
DATA = os.environ['DATA']
`,
        after: `import os
from .base import *

DEBUG = os.environ.get('DJANGO_DEBUG') == '1'
ROOT_URLCONF = 'library.urls'
DATA = os.environ['DATA']
`,
      },
    ],
    good: [
      {
        path: "shelf/settings.py",
        code: `import os

DEBUG = os.environ.get("SHELF_DEBUG") == "1"
INSTALLED_APPS = ["shelf"]
`,
      },
      {
        path: "shelf/settings/local.py",
        note: "Where it is developed.",
        code: `from .base import *

DEBUG = True
INSTALLED_APPS += ["debug_toolbar"]
`,
      },
      {
        path: "shelf/overridden/settings.py",
        note: "Another module has the last word.",
        code: `DEBUG = True
INSTALLED_APPS = ["shelf"]

try:
    from .local_settings import *
except ImportError:
    pass
`,
      },
    ],
  },
};

function debugSetting(file: SourceFile, root: SgNode): { node: SgNode; value: SgNode } | null {
  if (!isDjangoSettings(file.text)) return null;
  const node = settingOf(file, root, "DEBUG");
  const value = node?.field("right") ?? null;
  return node !== null && value?.is("true") ? { node, value } : null;
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  const found = root === null ? null : debugSetting(file, root);
  if (found === null) return [];
  return [
    {
      start: startOf(found.node),
      end: endOf(found.node),
      code: "DEBUG = True",
      symbol: "",
      message:
        "`DEBUG = True` holds wherever these settings are used: an error page shows settings, queries " +
        "and source to whoever causes the error.",
    },
  ];
}

function fix(file: SourceFile): readonly TextEdit[] | null {
  const root = file.root();
  const found = root === null ? null : debugSetting(file, root);
  const os = root === null ? null : importModule(file, root, "os");
  if (root === null || found === null || os === null) return null;
  const quote = pyQuote(root);
  const read = `${os.name}.environ.get(${pyQuoted("DJANGO_DEBUG", quote)})`;
  return [...os.edits, replaceNode(found.value, `${read} == ${pyQuoted("1", quote)}`)];
}
