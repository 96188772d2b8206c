export {
  type ExportSummary,
  exportMarker,
  exportProvenance,
  summarizeExport,
} from "./export-provenance.ts";
export { packed } from "./pack.ts";
