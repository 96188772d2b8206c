import { gzipSync } from "node:zlib";

interface Place {
  readonly uri: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly uriBaseId?: string;
}

/** A SARIF result at a place. */
export function result(
  ruleId: string,
  { uri, line, endLine, uriBaseId }: Place,
  more: object = {},
) {
  const region = line === undefined ? undefined : { startLine: line, ...(endLine && { endLine }) };
  return {
    ruleId,
    message: { text: `${ruleId} says so.` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, ...(uriBaseId && { uriBaseId }) },
          ...(region && { region }),
        },
      },
    ],
    ...more,
  };
}

export function run(
  tool: string,
  results: readonly unknown[],
  more: object = {},
  driver: object = {},
) {
  return { tool: { driver: { name: tool, ...driver } }, results, ...more };
}

export function log(...runs: readonly unknown[]) {
  return { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs };
}

export function bytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
}

export function gzipped(value: unknown): Uint8Array {
  return gzipSync(bytes(value));
}
