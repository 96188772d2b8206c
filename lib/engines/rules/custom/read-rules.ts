import { AppError, decodeUtf8, type Workspace } from "#lib/base/index.ts";
import { problemsOf, readStrictYaml } from "../config/strict-yaml.ts";
import type { ScanProblem } from "../rule.ts";
import {
  type CustomDefinition,
  customFolder,
  customRuleSchema,
  maxCustomRules,
  maxRuleFileBytes,
} from "./schema.ts";

export interface ReadRules {
  readonly definitions: readonly CustomDefinition[];
  readonly problems: readonly ScanProblem[];
}

/**
 * The rules that a repository brings along, at the very commit that is scanned. A document that is
 * wrong is a problem that names file, line and reason; the others are read.
 */
export async function readCustomRules(workspace: Workspace): Promise<ReadRules> {
  const definitions: CustomDefinition[] = [];
  const problems: ScanProblem[] = [];
  const seen = new Map<string, CustomDefinition>();
  for (const { path, sizeBytes } of await workspace.list()) {
    if (!path.startsWith(customFolder) || !/\.ya?ml$/.test(path)) continue;
    const text = await textOf(workspace, path, sizeBytes);
    if (typeof text !== "string") {
      problems.push(text);
      continue;
    }
    const read = readStrictYaml(path, text.replace(/^\uFEFF/, ""));
    problems.push(...read.problems);
    for (const document of read.documents) {
      const result = customRuleSchema.safeParse(document.value);
      if (!result.success) {
        problems.push(
          ...named(document.value, problemsOf(path, document, [], result.error, allowedAt)),
        );
        continue;
      }
      const line = document.lineOf(["id"]);
      const twin = seen.get(result.data.id);
      const full = definitions.length >= maxCustomRules;
      if (twin !== undefined || full) {
        const message = full
          ? `Only ${maxCustomRules} rules are read; this one is not.`
          : `Rule \`${result.data.id}\` is there already, at ${twin?.path}:${twin?.line}.`;
        problems.push({ path, line, message });
        if (full) return { definitions, problems };
        continue;
      }
      const definition = { ...result.data, path, line };
      seen.set(definition.id, definition);
      if (definition.severity !== "off") definitions.push(definition);
    }
  }
  return { definitions, problems };
}

async function textOf(
  workspace: Workspace,
  path: string,
  sizeBytes: number,
): Promise<string | ScanProblem> {
  if (sizeBytes > maxRuleFileBytes) {
    return { path, message: `It is larger than ${maxRuleFileBytes / 1024} kB and is not read.` };
  }
  try {
    return decodeUtf8(await workspace.read(path)) ?? { path, message: "It is not UTF-8." };
  } catch (error) {
    if (error instanceof AppError) return { path, message: error.message };
    throw error;
  }
}

/** Says whose problem it is where several rules share a file. */
function named(value: unknown, problems: readonly ScanProblem[]): ScanProblem[] {
  const id = value !== null && typeof value === "object" && "id" in value ? value.id : undefined;
  if (typeof id !== "string" || id.length > 64) return [...problems];
  return problems.map((each) => ({ ...each, message: `Rule \`${id}\`: ${each.message}` }));
}

function allowedAt(at: readonly PropertyKey[]): readonly string[] {
  return at.length === 0 ? Object.keys(customRuleSchema.shape) : [];
}
