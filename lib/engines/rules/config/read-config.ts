import type { z } from "zod";
import { decodeUtf8, type Severity, type Workspace } from "#lib/base/index.ts";
import type { ScanProblem } from "../rule.ts";
import { maxFileBytes } from "../skip.ts";
import { anyGlob, type PathMatcher } from "./globs.ts";
import {
  budgetsSchema,
  configPath,
  configSchema,
  type EtnaConfig,
  pathsSchema,
  type RuleSetting,
  ruleNamePattern,
  ruleSettingSchema,
} from "./schema.ts";
import { problemsOf, readStrictYaml, type StrictDocument } from "./strict-yaml.ts";

const maxConfigBytes = 64 * 1024;
const maxRuleSettings = 500;

/** What a repository asks of a scan, with the defaults where it asks for nothing. */
export interface ScanPolicy {
  readonly problems: readonly ScanProblem[];
  readonly maxBytes: number;
  readonly ruleTimeMs: number;
  readonly customRules: boolean;
  readonly openPullRequests: number | undefined;
  /** What a path is listed under where it is not scanned: itself, or the folder that is left out. */
  excluded(path: string): string | null;
  /** Whether a rule runs, where nobody asked for rules by name. */
  isOn(ruleId: string, byDefault: boolean): boolean;
  severityOf(ruleId: string): Severity | undefined;
  looksAt(ruleId: string, path: string): boolean;
  /** Rules that do not look everywhere. */
  readonly narrowed: boolean;
  /** Ids that the file names, with their lines, so that an unknown one can be told. */
  readonly named: ReadonlyMap<string, number>;
}

/**
 * Reads `.etna/config.yaml` of the scanned tree. What is wrong there is a problem of its line, and
 * the default stands in its place: one wrong word does not switch off the rest.
 */
export async function readConfig(workspace: Workspace): Promise<ScanPolicy> {
  const files = await workspace.list();
  const entry = files.find(({ path }) => path === configPath);
  const problems: ScanProblem[] = files
    .filter(({ path }) => /^\.etna\/config\.(?:yml|json)$/.test(path))
    .map(({ path }) => ({ path, message: `It is not read. The file is called ${configPath}.` }));
  if (entry === undefined) return policyOf({}, problems, new Map());
  if (entry.sizeBytes > maxConfigBytes) {
    const message = `It is larger than ${maxConfigBytes / 1024} kB and is not read.`;
    return policyOf({}, [...problems, { path: configPath, message }], new Map());
  }
  const text = decodeUtf8(await workspace.read(configPath));
  if (text === null) {
    const message = "It is not UTF-8 and is not read.";
    return policyOf({}, [...problems, { path: configPath, message }], new Map());
  }
  const read = readStrictYaml(configPath, text.replace(/^\uFEFF/, ""));
  const [document, second] = read.documents;
  problems.push(...read.problems);
  if (second !== undefined) {
    problems.push({
      path: configPath,
      line: second.lineOf([]),
      message: "Only the first document is read.",
    });
  }
  if (document === undefined) return policyOf({}, problems, new Map());
  const parsed = readParts(document);
  return policyOf(parsed.config, [...problems, ...parsed.problems], parsed.named);
}

const parts = {
  paths: pathsSchema,
  budgets: budgetsSchema,
  customRules: configSchema.shape.customRules.unwrap(),
} as const;

function readParts(document: StrictDocument) {
  const problems: ScanProblem[] = [];
  const named = new Map<string, number>();
  const complain = (at: readonly string[], error: z.ZodError) => {
    problems.push(...problemsOf(configPath, document, at, error, allowedAt));
  };
  const { value } = document;
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    const message = `It must be a mapping. Allowed here: ${allowedAt([]).join(", ")}.`;
    return {
      config: {},
      named,
      problems: [{ path: configPath, line: document.lineOf([]), message }],
    };
  }
  const config: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    if (name === "rules") config.rules = readRules(part, document, problems, named, complain);
    else if (Object.hasOwn(parts, name)) {
      const result = parts[name as keyof typeof parts].safeParse(part);
      if (result.success) config[name] = result.data;
      else complain([name], result.error);
    } else {
      const message = `\`${name}\` is unknown. Allowed here: ${allowedAt([]).join(", ")}.`;
      problems.push({ path: configPath, line: document.lineOf([name]), message });
    }
  }
  return { config: config as EtnaConfig, named, problems };
}

function readRules(
  part: unknown,
  document: StrictDocument,
  problems: ScanProblem[],
  named: Map<string, number>,
  complain: (at: readonly string[], error: z.ZodError) => void,
): Record<string, RuleSetting> {
  const settings: Record<string, RuleSetting> = {};
  const say = (at: readonly string[], message: string) =>
    problems.push({ path: configPath, line: document.lineOf(at), message });
  if (part === null || typeof part !== "object" || Array.isArray(part)) {
    say(["rules"], "`rules`: must be a mapping from rule ids to on, off or more.");
    return settings;
  }
  for (const [id, setting] of Object.entries(part).slice(0, maxRuleSettings)) {
    const result = ruleSettingSchema.safeParse(setting);
    if (!ruleNamePattern.test(id)) {
      say(["rules", id], `\`rules.${id}\` is no rule: write "family/name" or "family/*".`);
    } else if (result.success) {
      settings[id] = result.data;
      named.set(id, document.lineOf(["rules", id]));
    } else complain(["rules", id], result.error);
  }
  if (Object.keys(part).length > maxRuleSettings) {
    say(["rules"], `\`rules\`: only the first ${maxRuleSettings} are read.`);
  }
  return settings;
}

function allowedAt(at: readonly PropertyKey[]): readonly string[] {
  const [first] = at;
  if (first === undefined) return Object.keys(configSchema.shape);
  if (first === "paths") return Object.keys(pathsSchema.shape);
  if (first === "budgets") return Object.keys(budgetsSchema.shape);
  if (first === "rules") return at.length > 2 ? ["exclude"] : ["enabled", "severity", "paths"];
  return [];
}

function policyOf(
  config: EtnaConfig,
  problems: readonly ScanProblem[],
  named: ReadonlyMap<string, number>,
): ScanPolicy {
  const { paths = {}, rules = {}, budgets = {} } = config;
  const included = paths.include === undefined ? null : anyGlob(paths.include);
  const excluded = anyGlob(paths.exclude ?? []);
  const narrowings = new Map<string, PathMatcher>();
  const settingsOf = (ruleId: string) => {
    const family = rules[`${ruleId.slice(0, ruleId.indexOf("/"))}/*`];
    return [family, rules[ruleId]].map((each) =>
      typeof each === "string" ? { enabled: each === "on" } : (each ?? {}),
    );
  };
  for (const [id, setting] of Object.entries(rules)) {
    const left = typeof setting === "string" ? undefined : setting.paths?.exclude;
    if (left !== undefined) narrowings.set(id, anyGlob(left));
  }
  return {
    problems,
    maxBytes: budgets.filesMaxKb === undefined ? maxFileBytes : budgets.filesMaxKb * 1024,
    ruleTimeMs: budgets.ruleTimeMs ?? 2000,
    customRules: config.customRules !== "off",
    openPullRequests: budgets.openPullRequests,
    named,
    narrowed: narrowings.size > 0,
    excluded(path) {
      // What a repository asks of Etna is always read, whatever it leaves out.
      if (excluded(path)) return outermost(excluded, path);
      return included === null || included(path) ? null : path;
    },
    isOn: (ruleId, byDefault) =>
      settingsOf(ruleId).reduce((on, setting) => setting.enabled ?? on, byDefault),
    severityOf: (ruleId) =>
      settingsOf(ruleId).reduce<Severity | undefined>(
        (before, setting) => ("severity" in setting ? (setting.severity ?? before) : before),
        undefined,
      ),
    looksAt(ruleId, path) {
      const family = `${ruleId.slice(0, ruleId.indexOf("/"))}/*`;
      return !narrowings.get(ruleId)?.(path) && !narrowings.get(family)?.(path);
    },
  };
}

/** A folder that is left out as such is one line of the report, not a thousand. */
function outermost(excluded: PathMatcher, path: string): string {
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const folder = path.slice(0, at);
    // Whatever stands in it is left out: a name that no pattern was written for.
    if (excluded(`${folder}/\u0001`) && excluded(`${folder}/\u0001/\u0001`)) return `${folder}/`;
  }
  return path;
}
