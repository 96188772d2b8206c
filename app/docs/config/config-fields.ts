interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly anyOf?: readonly Node[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface ConfigField {
  /** Such as `rules.ID.paths.exclude`. */
  readonly path: string;
  readonly words: string;
}

/** Every field of the file that holds a value, in the order of the schema. */
export function configFields(schema: object): readonly ConfigField[] {
  const found = new Map<string, string>();
  walk(schema as Node, "", found);
  return [...found].map(([path, words]) => ({ path, words }));
}

function walk(node: Node, path: string, found: Map<string, string>): void {
  const { properties, additionalProperties, anyOf } = node;
  for (const form of anyOf ?? []) walk(form, path, found);
  const inside = Object.entries(properties ?? {});
  for (const [name, child] of inside) walk(child, path === "" ? name : `${path}.${name}`, found);
  if (typeof additionalProperties === "object") {
    found.set(path, wordsOf(node));
    walk(additionalProperties, `${path}.ID`, found);
  } else if (inside.length === 0 && anyOf === undefined && !found.has(path)) {
    found.set(path, wordsOf(node));
  }
}

function wordsOf(node: Node): string {
  const { description = "", enum: choices, minimum, maximum } = node;
  if (choices !== undefined) return `${description} One of ${choices.map(String).join(", ")}.`;
  return minimum === undefined ? description : `${description} From ${minimum} to ${maximum}.`;
}
