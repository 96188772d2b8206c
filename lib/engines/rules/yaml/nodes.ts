import { isMap, isPair, isScalar, type Pair, type Scalar, type YAMLMap } from "yaml";
import type { TextRange } from "../text.ts";

export type YamlPair = Pair<unknown, unknown>;

export function keyOf(pair: YamlPair): string {
  return isScalar(pair.key) ? String(pair.key.value) : "";
}

export function pairNamed(map: YAMLMap, name: string): YamlPair | undefined {
  return map.items.find((item) => isPair(item) && keyOf(item) === name);
}

/** A scalar that is text, with its place; the range has its quotes or its block header in it. */
export interface YamlText extends TextRange {
  readonly value: string;
  readonly type: Scalar.Type | undefined;
}

export function textOf(node: unknown): YamlText | null {
  if (!isScalar(node) || typeof node.value !== "string" || !node.range) return null;
  return { value: node.value, type: node.type, start: node.range[0], end: node.range[1] };
}

export function textAt(map: YAMLMap, name: string): YamlText | null {
  return textOf(pairNamed(map, name)?.value);
}

export function mapAt(map: YAMLMap, name: string): YAMLMap | null {
  const value = pairNamed(map, name)?.value;
  return isMap(value) ? value : null;
}

/** Where the pair's key stands; null for a key that is no scalar. */
export function keyRange(pair: YamlPair): TextRange | null {
  const range = isScalar(pair.key) ? pair.key.range : null;
  return range ? { start: range[0], end: range[1] } : null;
}

/** A plain boolean, or one that was written as text: `true`, `"true"`, `1`. */
export function isOn(node: unknown): boolean {
  return isScalar(node) && /^(?:true|1|yes|on)$/i.test(String(node.value));
}
