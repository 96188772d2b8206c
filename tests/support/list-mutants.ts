// Asks every verifier about its sample of mutants and writes docs/refused-bundles.md.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askCosign, cosignColumns, cosignMissing, findCosign } from "./cosign.ts";
import { askSigstore, mutantWorld, sigstoreName } from "./mutant-opinions.ts";
import { rowsOf } from "./mutant-reasons.ts";
import { type Column, mutantsDocument, writeMutantsDocument } from "./mutants-document.ts";

const world = await mutantWorld();
const columns: Column[] = [{ verifier: sigstoreName, rows: rowsOf(askSigstore(world)) }];
const directory = await mkdtemp(join(tmpdir(), "etna-mutants-"));
for (const name of ["cosign 3", "cosign 2"] as const) {
  const cosign = await findCosign(name);
  if (cosign === null) throw new Error(cosignMissing[name]);
  const rows = rowsOf(await askCosign(cosign, world, directory));
  columns.push({ verifier: cosignColumns[name], rows });
}
await rm(directory, { recursive: true });
const document = writeMutantsDocument(columns);
await writeFile(mutantsDocument, document);
process.stdout.write(document);
