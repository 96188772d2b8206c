import { setJsonText } from "./edit-json.ts";
import { type NpmProject, packageNameAt } from "./npm-project.ts";
import type { Dependent } from "./npm-tree.ts";
import { admits, raisedRange } from "./range-style.ts";

/** The texts of a project's manifests while changes to them are put together, by path. */
export type ManifestTexts = Map<string, string>;

/**
 * Changes the manifests so that everyone who asks for the package admits `version`: a range of one's
 * own in its style; one of another package by an entry in `overrides`. False, with nothing changed,
 * where a range is written in a way that only a person may change.
 */
export function admitVersion(
  project: NpmProject,
  texts: ManifestTexts,
  dependents: readonly Dependent[],
  name: string,
  version: string,
): boolean {
  const next = new Map(texts);
  for (const dependent of dependents) {
    if (admits(dependent.range, version) && overrideOf(project, dependent) === null) continue;
    if (!admitOne(project, next, dependent, name, version)) return false;
  }
  for (const [path, text] of next) texts.set(path, text);
  return true;
}

function admitOne(
  project: NpmProject,
  texts: ManifestTexts,
  dependent: Dependent,
  name: string,
  version: string,
): boolean {
  const [root] = project.manifests;
  if (root === undefined) return false;
  const own = project.manifests.find(({ location }) => location === dependent.from);
  const override = overrideOf(project, dependent);
  if (own === undefined && override !== null) {
    const raised = admits(override.range, version)
      ? override.range
      : raisedRange(override.range, version);
    return raised !== null && set(texts, root, override.path, raised);
  }
  if (own !== undefined) {
    const raised = admits(dependent.range, version)
      ? dependent.range
      : raisedRange(dependent.range, version);
    const kinds = [
      "dependencies",
      "optionalDependencies",
      "devDependencies",
      "peerDependencies",
    ] as const;
    const asking = kinds.filter((kind) => own.data[kind]?.[dependent.name] === dependent.range);
    return (
      raised !== null && asking.every((kind) => set(texts, own, [kind, dependent.name], raised))
    );
  }
  // A peer is what its dependent wants to meet: another version than it admits is no fix.
  if (dependent.kind === "peerDependencies" || dependent.name !== name) return false;
  const parent = packageNameAt(dependent.from, project.lock.packages[dependent.from]);
  const holder = root.data.overrides?.[parent];
  // `"parent": "1.2.3"` pins the parent itself; npm keeps that beside the rest under ".".
  if (typeof holder === "string") return false;
  return set(texts, root, ["overrides", parent, name], `^${version}`);
}

/** The entry of `overrides` that decides on this request instead of the dependent's own range. */
function overrideOf({ manifests, lock }: NpmProject, { from, name }: Dependent) {
  const overrides = manifests[0]?.data.overrides ?? {};
  const parent = packageNameAt(from, lock.packages[from]);
  const nested = overrides[parent];
  const inner = typeof nested === "object" && nested !== null ? Object.entries(nested) : [];
  const range = inner.find(([key]) => key === name)?.[1];
  if (typeof range === "string") return { path: ["overrides", parent, name], range };
  const whole = overrides[name];
  return typeof whole === "string" && !whole.startsWith("$")
    ? { path: ["overrides", name], range: whole }
    : null;
}

function set(
  texts: ManifestTexts,
  manifest: NpmProject["manifests"][number],
  path: readonly string[],
  value: string,
): boolean {
  texts.set(manifest.path, setJsonText(texts.get(manifest.path) ?? manifest.text, path, value));
  return true;
}
