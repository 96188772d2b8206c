export {
  type ExportSummary,
  exportMarker,
  exportProvenance,
  summarizeExport,
} from "./export-provenance.ts";
