/** What a person wrote that they want done is kept as a finding of theirs. */
export const taskDetector = "A person";
export const taskRule = "task";

export function isTask(finding: { readonly detector: string | null; readonly ruleId: string }) {
  return finding.detector === taskDetector && finding.ruleId === taskRule;
}

export function taskText({ message }: { readonly message: string }): string {
  return message;
}
