import { AppError } from "#lib/base/index.ts";
import { lintSeed } from "./lint.ts";
import { type Seed, seedSchema } from "./schema.ts";
import { schemaFaults } from "./schema-faults.ts";
import { readYaml, type SeedFault } from "./strict-yaml.ts";
import { type Suite, suiteOf } from "./suite.ts";

export interface SuiteFile {
  /** As it is named in errors. */
  readonly path: string;
  readonly text: string;
}

const maxSeeds = 5000;
const maxCharacters = 256 * 1024;
const maxShownFaults = 8;

/**
 * Reads seeds strictly, one a file. What is wrong is one `invalid_input` that lists the first faults by
 * file, line and field, and what to do.
 */
export function readSuite(files: Iterable<SuiteFile>): Suite {
  return readFiles(files, lintSeed);
}

/** The same for seeds that tests have checked as above: judging their patterns takes most of the time. */
export function readCheckedSuite(files: Iterable<SuiteFile>): Suite {
  return readFiles(files, () => []);
}

function readFiles(files: Iterable<SuiteFile>, lint: typeof lintSeed): Suite {
  const seeds = new Map<string, { readonly seed: Seed; readonly path: string }>();
  const faults: SeedFault[] = [];
  for (const { path, text } of files) {
    const read = readSeed(path, text, lint);
    if (Array.isArray(read)) {
      faults.push(...read);
      continue;
    }
    const { seed, line } = read as ReadSeed;
    const twin = seeds.get(seed.id);
    if (twin !== undefined) {
      const message = `The id ${seed.id} is taken by ${twin.path}. Choose another.`;
      faults.push({ path, line, message });
    } else if (seeds.size >= maxSeeds) {
      throw new AppError("too_large", `A suite has ${maxSeeds} seeds at most. Leave some out.`);
    } else seeds.set(seed.id, { seed, path });
  }
  if (faults.length > 0) throw new AppError("invalid_input", wordsOf(faults));
  return suiteOf([...seeds.values()].map(({ seed }) => seed));
}

interface ReadSeed {
  readonly seed: Seed;
  /** Of its id. */
  readonly line: number;
}

function readSeed(path: string, text: string, lint: typeof lintSeed): ReadSeed | SeedFault[] {
  if (text.length > maxCharacters) {
    return [{ path, line: 1, message: "It is larger than 256 kB. Shorten its texts." }];
  }
  const document = readYaml(path, text.replace(/^\uFEFF/, ""));
  if ("message" in document) return [document];
  const result = seedSchema.safeParse(document.value, { reportInput: true });
  if (!result.success) return schemaFaults(path, document, result.error);
  const faults = lint(result.data).map(({ at, message }) => {
    const field = at.map(String).join(".");
    return { path, line: document.lineOf(at), message: `\`${field}\`: ${message}` };
  });
  return faults.length > 0 ? faults : { seed: result.data, line: document.lineOf(["id"]) };
}

function wordsOf(faults: readonly SeedFault[]): string {
  const shown = faults.slice(0, maxShownFaults);
  const lines = shown.map(({ path, line, message }) => `${path}:${line}: ${message}`);
  const more = faults.length - shown.length;
  if (more > 0) lines.push(`And ${more} more.`);
  return `The suite cannot be used.\n${lines.join("\n")}`;
}
