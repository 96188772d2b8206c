export { applyChanges } from "./apply-changes.ts";
export { checkFindingsGone, checkNoNewFindings, type FindingRef } from "./check-findings.ts";
export { checkParses, type ParsePort } from "./check-parses.ts";
export { checkScope, type PatchScope } from "./check-scope.ts";
export { checkSize, type PatchLimits } from "./check-size.ts";
export { parsePatch } from "./parse-patch.ts";
export type { PatchFile, PatchHunk, PatchLine } from "./patch-file.ts";
export { renderPatch } from "./render-patch.ts";
export type { ValidationCheck } from "./validation-check.ts";
