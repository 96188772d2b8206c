import type { SgNode } from "@ast-grep/napi";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, findKinds } from "../syntax.ts";

const settingsPath =
  /(?:^|\/)(?:settings(?:[_-]?\w+)?\.py|(?:settings|config|conf)\/(?:\w+\/)?\w+\.py)$/i;
const elsewhere =
  /(?:^|[/_.-])(?:local\w*|dev\w*|test\w*|testing|ci|debug|docker|docs?|examples?|demos?|sandbox|sample\w*|template\w*|tutorial\w*|playground|skeleton|cookiecutter\w*)(?=[/_.-])/i;
const others = /^[ \t]*from\s+\S*(?:local|env|secret|override|private|dev)\S*\s+import\s+/im;

/** True for the path of settings that may be those of a running site. */
export function isSettingsPath(path: string): boolean {
  return settingsPath.test(path) && !elsewhere.test(path) && !isTestPath(path);
}

/** True for a module of Django settings that no other module with settings is read over. */
export function isDjangoSettings(text: string): boolean {
  return (
    /^(?:INSTALLED_APPS|MIDDLEWARE|ROOT_URLCONF|WSGI_APPLICATION)\s{0,3}[+]?=/m.test(text) &&
    !others.test(text) &&
    !/\b(?:django_heroku\.settings|execfile|exec)\(/.test(text)
  );
}

/** The one assignment of a setting, at the top of the module; null where another place sets it too. */
export function settingOf(file: SourceFile, root: SgNode, name: string): SgNode | null {
  const all = findKinds(root, "assignment", "augmented_assignment").filter(
    (each) => each.field("left")?.text() === name,
  );
  const [only] = all;
  if (only === undefined || all.length > 1) return null;
  const statement = only.parent();
  if (!statement?.parent()?.is("module") || only.field("right") === null) return null;
  // `globals()` and `locals()` may set it by name.
  const later = file.text.slice(endOf(only));
  return /\b(?:globals|locals|vars)\(\)/.test(later) ? null : only;
}
