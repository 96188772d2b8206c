import { utf8 } from "#lib/base/index.ts";

/** One file of a folder that proves something without Etna. */
export interface ProofFile {
  /** Below the folder, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function jsonFile(path: string, value: unknown): ProofFile {
  return { path, bytes: utf8(`${JSON.stringify(value, null, 2)}\n`) };
}
