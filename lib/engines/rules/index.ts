export { findRule, rules } from "./list.ts";
export { parsesAsWellAs } from "./parses.ts";
export { proposeFix } from "./propose-fix.ts";
export type {
  CodeFrame,
  Example,
  Finding,
  IgnoredFinding,
  Language,
  Rule,
  ScanReport,
  ScanSkip,
} from "./rule.ts";
export { toSarif } from "./sarif.ts";
export { type ScanOptions, scan } from "./scan.ts";
export { isVendoredFolder, maxFileBytes } from "./skip.ts";
