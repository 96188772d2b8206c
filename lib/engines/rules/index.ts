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
export { findTwin, type OwnPlace, type ReportedPlace } from "./sarif/find-twin.ts";
export { type ImportedFinding, type PlacedRun, placeReports } from "./sarif/place-reports.ts";
export { readSarif } from "./sarif/read-sarif.ts";
export { toSarif } from "./sarif/to-sarif.ts";
export { type ScanOptions, scan } from "./scan.ts";
export { isVendoredFolder, maxFileBytes } from "./skip.ts";
