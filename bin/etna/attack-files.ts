import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AppError, canonicalJson, type Json } from "#lib/base/index.ts";
import { readStrictYaml } from "#lib/base/strict-yaml.ts";
import {
  type Baseline,
  builtInSuite,
  type GatePolicy,
  gatePolicySchema,
  mergeSuites,
  readReport,
  readSuite,
  readTargetSpec,
  type Suite,
  type TargetSpec,
  type Waiver,
  waiverSchema,
} from "#lib/engines/adversary/index.ts";

/** Throws `invalid_input` for what cannot be read. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): AppError {
  const code = cause instanceof Error && "code" in cause ? cause.code : "";
  const why = code === "ENOENT" ? "cannot be found" : `cannot be read (${code})`;
  return new AppError("invalid_input", `${path} ${why}.`, { cause });
}

export interface TargetFile {
  readonly path: string;
  readonly spec: TargetSpec;
  /** SHA-256, hex, of what it means: comments and the order of its fields are not in it. */
  readonly digest: string;
}

export async function readTarget(path: string): Promise<TargetFile> {
  const spec = readTargetSpec(await readText(path));
  const meaning = canonicalJson(JSON.parse(JSON.stringify(spec)) as Json);
  return { path, spec, digest: createHash("sha256").update(meaning).digest("hex") };
}

/** Etna’s own seeds, those of a folder, or both. */
export async function readSeeds(folder: string | undefined, isOnlyOwn: boolean): Promise<Suite> {
  if (folder === undefined) {
    if (isOnlyOwn) throw new AppError("invalid_input", "--only-own needs --seeds.");
    return await builtInSuite();
  }
  const own = readSuite(await seedFiles(folder));
  return isOnlyOwn ? own : mergeSuites(await builtInSuite(), own);
}

async function seedFiles(folder: string) {
  try {
    const all = await readdir(folder, { recursive: true });
    const names = all.filter((name) => /\.ya?ml$/.test(name)).sort();
    return await Promise.all(
      names.map(async (name) => {
        const path = join(folder, name);
        return { path, text: await readFile(path, "utf8") };
      }),
    );
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

export async function readBaseline(path: string | undefined): Promise<Baseline | null> {
  return path === undefined ? null : readReport(await readText(path));
}

export interface PolicyFiles {
  readonly policy?: string | undefined;
  readonly waivers?: string | undefined;
}

/** The policy, with the waivers of a file of their own where there is one. */
export async function readPolicy({ policy, waivers }: PolicyFiles): Promise<GatePolicy> {
  const read = await readYaml(policy, gatePolicySchema, {});
  const more: readonly Waiver[] = await readYaml(waivers, z.array(waiverSchema).max(500), []);
  return { ...read, waivers: [...read.waivers, ...more] };
}

/** Deeper than any policy. */
const maxDepth = 20;

async function readYaml<T>(
  path: string | undefined,
  schema: z.ZodType<T>,
  otherwise: unknown,
): Promise<T> {
  const value = path === undefined ? otherwise : yamlOf(path, await readText(path));
  const result = schema.safeParse(value ?? otherwise);
  if (result.success) return result.data;
  const faults = result.error.issues.slice(0, 5).map((issue) => {
    const where = issue.path.map(String).join(".");
    return `${path}: ${where === "" ? "" : `\`${where}\`: `}${issue.message}`;
  });
  throw new AppError("invalid_input", faults.join("\n"));
}

function yamlOf(path: string, text: string): unknown {
  const { documents, faults } = readStrictYaml(text, maxDepth);
  const [fault] = faults;
  if (fault === undefined) return documents[0]?.value;
  throw new AppError("invalid_input", `${path}, line ${fault.line}: ${fault.message}`);
}
