import { decodeUtf8, type Workspace } from "#lib/base/index.ts";
import type { PatchScope } from "#lib/engines/patch/index.ts";
import { type Finding, findContext, isSecretFile } from "#lib/engines/rules/index.ts";
import type { Part } from "./parts.ts";
import { shownLines } from "./shown-lines.ts";

/** What others wrote about the work: the text of an issue, the log of a CI. */
export interface Attachment {
  readonly from: string;
  readonly text: string;
}

const aroundTitle = {
  around: "the place of the finding",
  import: "imported there",
  type: "a type that is used there",
  callee: "used there",
  test: "a test of it",
  caller: "calls it",
} as const;

/** What a model is told of a finding: the report, and the code that belongs to it within `maxBytes`. */
export async function findingBrief(
  workspace: Workspace,
  finding: Pick<Finding, "ruleId" | "title" | "message" | "cwe" | "path" | "startLine" | "endLine">,
  maxBytes: number,
  attachments: readonly Attachment[] = [],
): Promise<readonly Part[]> {
  const { ruleId, cwe, title, message, path, startLine, endLine } = finding;
  const report = `rule ${ruleId} (${cwe}): ${title}\n${path}, lines ${startLine} to ${endLine}\n${message}`;
  const pieces = isSecretFile(path) ? [] : await findContext(workspace, finding, maxBytes);
  const code: Part[] = [];
  for (const { why, path: at, startLine: first, endLine: last } of pieces) {
    if (isSecretFile(at)) continue;
    const all = await shownLines(at, decodeUtf8(await workspace.read(at)) ?? "");
    const lines = all.slice(first - 1, last);
    const piece = { path: at, startLine: first, endLine: first + lines.length - 1, lines };
    if (lines.length > 0) code.push({ code: piece, why: aroundTitle[why] });
  }
  return [
    { own: "Repair this finding. This is the report of it, and the code that belongs to it." },
    { data: report, from: "the report" },
    ...code,
    ...attachments.map(asData),
  ];
}

/** What a fix of the finding may touch: its own file, and what its context shows. */
export function findingScope(
  finding: { readonly path: string },
  brief: readonly Part[],
): PatchScope {
  const paths = brief.flatMap((part) => ("code" in part ? [part.code.path] : []));
  return { paths: [...new Set(paths)].sort(), findingPaths: [finding.path] };
}

/** What a task may touch: everything but what decides what runs, who reviews and what is installed. */
export async function taskScope(workspace: Workspace): Promise<PatchScope> {
  const tops = (await workspace.list()).map(({ path }) => /^[^/]+\/?/.exec(path)?.[0] ?? path);
  return { paths: [...new Set(tops)], findingPaths: [] };
}

/** What a model is told of a task in a person's words, which are theirs to choose and bound by the guards. */
export function taskBrief(task: string, attachments: readonly Attachment[] = []): readonly Part[] {
  return [
    { own: "Do what this person asks, in the repository at hand, and nothing else." },
    { data: task, from: "the task" },
    ...attachments.map(asData),
  ];
}

function asData({ from, text }: Attachment): Part {
  return { data: text, from };
}
