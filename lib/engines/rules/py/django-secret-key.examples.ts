import { sha256Hex } from "../fingerprint.ts";
import type { Rule } from "../rule.ts";

/** A key of the right length that opens nothing. */
function key(prefix = ""): string {
  return `${prefix}${sha256Hex("a library").slice(0, 50)}`;
}

export const djangoSecretKeyExamples: Rule["examples"] = {
  bad: [
    {
      path: "library/settings.py",
      line: 4,
      code: () => `"""Settings of the library."""
from pathlib import Path

SECRET_KEY = "${key("django-insecure-")}"

INSTALLED_APPS = ["loans"]
`,
      after: `"""Settings of the library."""
import os
from pathlib import Path

SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]

INSTALLED_APPS = ["loans"]
`,
    },
    {
      path: "library/settings/base.py",
      line: 2,
      code: () => `import os
SECRET_KEY = '${key()}'
MIDDLEWARE = ['library.middleware.Hours']
LOANS = os.environ['LOANS']
`,
      after: `import os
SECRET_KEY = os.environ['DJANGO_SECRET_KEY']
MIDDLEWARE = ['library.middleware.Hours']
LOANS = os.environ['LOANS']
`,
    },
  ],
  good: [
    {
      path: "shelf/settings.py",
      code: `import os

SECRET_KEY = os.environ["SHELF_KEY"]
INSTALLED_APPS = ["shelf"]
`,
    },
    {
      path: "shelf/settings/placeholder.py",
      note: "A word that stands for a key.",
      code: `SECRET_KEY = "change-me-before-the-first-start"
INSTALLED_APPS = ["shelf"]
`,
    },
    {
      path: "shelf/settings/test.py",
      note: "A key that signs nothing but tests.",
      code: () => `SECRET_KEY = "${key()}"
INSTALLED_APPS = ["shelf"]
`,
    },
  ],
};
