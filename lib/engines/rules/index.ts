export { configJsonSchema, configPath } from "./config/schema.ts";
export { findContext } from "./context/find-context.ts";
export type { ContextPiece } from "./context/piece.ts";
export { isCustomRule } from "./custom/schema.ts";
export { findDependencyTwin, type OwnDependency } from "./dependencies/find-dependency-twin.ts";
export {
  type DependencyPorts,
  isVulnerableDependency,
  type ProposedBumps,
  proposeBumps,
} from "./dependencies/fix-dependencies.ts";
export { isNpmFile } from "./dependencies/npm-home.ts";
export type {
  Advisories,
  Advisory,
  PackageVersion,
  Packument,
  Registry,
  RegistryManifest,
} from "./dependencies/ports.ts";
export { isDependencyFile } from "./dependencies/read-files.ts";
export type { ActionCommits, FixPorts } from "./fix-ports.ts";
export { bearsOnScan } from "./governs.ts";
export { countIgnoreMarks, idleMarkWords } from "./ignore.ts";
export { filesBeside, findRule, portAsked, rules, ruleTexts } from "./list.ts";
export type { ScanMemory } from "./memory/scan-memory.ts";
export { parsesAsWellAs } from "./parses.ts";
export { proposeFix } from "./propose-fix.ts";
export type {
  CodeFrame,
  Dependency,
  DependencyState,
  Example,
  Finding,
  IgnoredFinding,
  IgnoreMark,
  Language,
  Rule,
  RuleText,
  ScanProblem,
  ScanReport,
  ScanSkip,
} from "./rule.ts";
export { forgeCategory } from "./sarif/alert-facts.ts";
export { alertRun } from "./sarif/alert-run.ts";
export { findTwin, type OwnPlace, type ReportedPlace } from "./sarif/find-twin.ts";
export { type ImportedFinding, type PlacedRun, placeReports } from "./sarif/place-reports.ts";
export { type FixedFile, provenFixes } from "./sarif/proven-fixes.ts";
export { type ReportedRun, readSarif } from "./sarif/read-sarif.ts";
export { toSarif } from "./sarif/to-sarif.ts";
export { type ScanOptions, scan } from "./scan.ts";
export { isSecretFile, redactSecrets } from "./secrets/redact.ts";
export { isVendoredFolder, maxFileBytes } from "./skip.ts";
