import { readStrictYaml, type StrictDocument, type YamlFault } from "#lib/base/strict-yaml.ts";

/** What is wrong in a seed’s file, for the person who wrote it. */
export interface SeedFault extends YamlFault {
  readonly path: string;
}

/** Deeper than any seed. */
const maxDepth = 60;

/** The one document of a seed’s file, or why it is none. */
export function readYaml(path: string, text: string): StrictDocument | SeedFault {
  const { documents, faults } = readStrictYaml(text, maxDepth);
  const [fault] = faults;
  if (fault !== undefined) return { path, ...fault };
  const [document, ...more] = documents;
  if (document !== undefined && more.length === 0) return document;
  const message = `It holds ${documents.length} documents. Write one seed in each file.`;
  return { path, line: 1, message };
}
