/** What a person wrote that they want done is kept as a finding of theirs. */
export const taskDetector = "A person";
export const taskRule = "task";
/** Of a task that a person made of what an attack on an agent showed. */
export const breachCategory = "breach";

export function isTask(finding: { readonly detector: string | null; readonly ruleId: string }) {
  return finding.detector === taskDetector && finding.ruleId === taskRule;
}

/** The name of a scanner, which is never the one that people's own words are kept under. */
export function scannerName(tool: string): string {
  return tool === taskDetector ? `A scanner named “${tool}”` : tool;
}
