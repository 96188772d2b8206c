import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Random, seededRandom } from "./random.ts";
import { type Kind, kinds } from "./source-text.ts";

/** What `git grep` looks for; it occurs in a few files of every hundred. */
export const fixedString = "parcelWeight";

export interface TreeSize {
  readonly files: number;
  readonly bytes: number;
}

/** Of twenty files, how many are of each kind: a web service with some scripts beside it. */
const mix: readonly [Kind, ...Kind[]] = [
  ...repeat("typescript", 7),
  ...repeat("javascript", 4),
  ...repeat("python", 3),
  ...repeat("yaml", 2),
  ...repeat("json", 2),
  "markdown",
  "css",
];

/** Writes the same `files` files at every call. One file in a hundred has a fault. */
export async function writeTree(path: string, files: number): Promise<TreeSize> {
  let bytes = 0;
  for (let number = 0; number < files; number++) {
    const random = seededRandom(number + 1);
    for (let skipped = 0; skipped < 8; skipped++) random.below(2);
    const kind = random.pick(mix);
    const text = textOf(kind, random, number % 100 === 7);
    const file = join(path, placeOf(kind, random, number));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    bytes += Buffer.byteLength(text);
  }
  return { files, bytes };
}

/** Most files are short and a few are long, as they are in a repository. */
function textOf(kind: Kind, random: Random, faulty: boolean): string {
  const { head, part, fault } = kinds[kind];
  const parts = 2 + random.below(1 + random.below(24));
  const blocks = Array.from({ length: parts }, () => part(random));
  if (faulty) blocks.splice(random.below(parts), 0, fault(random));
  return `${[head, ...blocks].join("\n\n")}\n`;
}

function placeOf(kind: Kind, random: Random, number: number): string {
  const folder = `${random.pick(["api", "core", "jobs", "web"])}/part-${number % 97}`;
  const { extension } = kinds[kind];
  if (kind === "yaml") return `packages/${folder}/.github/workflows/flow-${number}.yml`;
  return `packages/${folder}/module-${number}.${extension}`;
}

function repeat(kind: Kind, times: number): [Kind, ...Kind[]] {
  return [kind, ...Array<Kind>(times - 1).fill(kind)];
}
