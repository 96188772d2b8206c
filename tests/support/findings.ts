import type { Finding } from "#lib/engines/rules/index.ts";

/** A finding at a line of a file, as a scan reports it. */
export function findingAt(path: string, line: number, more: Partial<Finding> = {}): Finding {
  return {
    ruleId: "js/exec-template",
    fingerprint: "ab".repeat(32),
    severity: "high",
    cwe: "CWE-78",
    title: "Shell command built from a value",
    message: "`exec` hands a shell a command line.",
    path,
    startLine: line,
    startColumn: 3,
    endLine: line,
    endColumn: 9,
    frame: { startLine: line, lines: ["  exec(a)"] },
    fixable: false,
    ...more,
  };
}
