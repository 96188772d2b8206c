import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  attestationMarkdown,
  attestationSchema,
  attestationTypes,
  schemaFile,
} from "#app/docs/attestations/attestation-types.ts";

/** What docs/attestations must hold, by file name. */
export function attestationDocs(): ReadonlyMap<string, string> {
  return new Map(
    attestationTypes.flatMap((type) => [
      [schemaFile(type), `${JSON.stringify(attestationSchema(type), null, 2)}\n`] as const,
      [schemaFile(type).replace(".schema.json", ".md"), attestationMarkdown(type)] as const,
    ]),
  );
}

export const attestationFolder = join(import.meta.dirname, "../../docs/attestations");

// `node tests/support/write-attestation-docs.ts` writes what the test below tests/unit/app compares.
if (process.argv[1] === import.meta.filename) {
  for (const [name, text] of attestationDocs())
    await writeFile(join(attestationFolder, name), text);
}
