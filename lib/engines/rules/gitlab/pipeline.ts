import { isMap, type YAMLMap } from "yaml";
import type { SourceFile } from "../source-file.ts";
import { keyOf, pairNamed, type YamlPair } from "../yaml/nodes.ts";

/** A part of a pipeline that may have an image and variables: the file itself, `default:`, a job. */
export interface Part {
  /** "" for the file itself. */
  readonly name: string;
  readonly map: YAMLMap;
}

export const isPipelinePath = (path: string): boolean =>
  (/(?:^|[./])gitlab-ci\.ya?ml$/.test(path) || /(?:^|\/)\.gitlab\//.test(path)) &&
  /\.ya?ml$/.test(path) &&
  !/\/(?:issue_templates|merge_request_templates|agents)\//.test(path);

/** Words of the file that are no jobs. */
const ownWords = new Set([
  "cache",
  "image",
  "include",
  "pages",
  "services",
  "spec",
  "stages",
  "variables",
  "workflow",
]);

const known = new WeakMap<SourceFile, readonly Part[]>();

/** The file's parts, itself first; none where it does not parse or is no pipeline. */
export function partsOf(file: SourceFile): readonly Part[] {
  const seen = known.get(file);
  if (seen !== undefined) return seen;
  const root = file.yaml()?.contents;
  const read: Part[] = isMap(root) ? [{ name: "", map: root as YAMLMap }] : [];
  for (const pair of isMap(root) ? root.items : []) {
    const name = keyOf(pair);
    if (isMap(pair.value) && !ownWords.has(name)) read.push({ name, map: pair.value as YAMLMap });
  }
  known.set(file, read);
  return read;
}

export function rootOf(file: SourceFile): YAMLMap | null {
  return partsOf(file)[0]?.map ?? null;
}

export interface Variable {
  readonly name: string;
  readonly pair: YamlPair;
  /** What it is set to: of `{ value: …, description: … }` the value. */
  readonly value: unknown;
  readonly part: Part;
}

export function variablesOf(file: SourceFile): readonly Variable[] {
  return partsOf(file).flatMap((part) => {
    const set = pairNamed(part.map, "variables")?.value;
    return (isMap(set) ? set.items : []).map((pair) => {
      const { value } = pair;
      const inner = isMap(value) ? pairNamed(value as YAMLMap, "value")?.value : value;
      return { name: keyOf(pair), pair, value: inner, part };
    });
  });
}
