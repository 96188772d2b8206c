/** A fault that no rule repairs: a shell that a pipe needs. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is code of the repository
export const pipedCall = "exec(`git log ${branch} | head`);";

/** A file with it. */
export function pipedFile(number: number): string {
  return [
    'import { exec } from "node:child_process";',
    "",
    `export function log${number}(branch: string) {`,
    `  ${pipedCall}`,
    "}",
    "",
  ].join("\n");
}
