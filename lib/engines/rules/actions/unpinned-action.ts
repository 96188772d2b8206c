import { AppError } from "#lib/base/index.ts";
import type { FixPorts } from "../fix-ports.ts";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOfLine } from "../yaml/edits.ts";
import { unpinnedActionExamples } from "./unpinned-action.examples.ts";
import { allSteps, isActionsPath, type Use, workflowOf } from "./workflow.ts";

export const unpinnedAction: Rule = {
  id: "actions/unpinned-action",
  title: "Action whose code can change",
  fixTitle: "Pin the action to a commit",
  cwe: "CWE-829",
  severity: "medium",
  fixClass: "A",
  languages: ["yaml"],
  why:
    "A tag or a branch can be moved by whoever can push to the action's repository, and the next run " +
    "then executes other code with the job's token and secrets. The fix asks GitHub which commit the " +
    "version is now, writes its full SHA, and keeps the version beside it as a comment, where update " +
    "tools find it.",
  notSeen:
    "What a pinned action itself downloads or uses, and images of `container:` and `services:`. " +
    "Actions of the same repository (`./…`) are left alone, and so are the generators of SLSA " +
    "provenance, which can only be used by a tag.",
  appliesTo: isActionsPath,
  hint: /\buses\s*["']?\s*:/,
  detect,
  fix,
  asks: "actionCommits",
  mayFix: (file, detection) => {
    const use = usedAt(file, detection);
    return use !== undefined && onGithub(use) !== null;
  },
  examples: unpinnedActionExamples,
};

function usesOf(file: SourceFile): readonly Use[] {
  const workflow = workflowOf(file);
  if (workflow === null) return [];
  return [...workflow.jobs, ...allSteps(workflow)].flatMap(({ uses }) => uses ?? []);
}

/** Its workflows check by the tag which version of themselves they are. */
const onlyByTag = /^slsa-framework\/slsa-github-generator\//i;

function isPinned({ value, action, ref }: Use): boolean {
  if (value.startsWith("./") || value.includes("${{") || onlyByTag.test(action)) return true;
  if (value.startsWith("docker://")) return /@sha256:[0-9a-f]{64}$/.test(value);
  return /^[0-9a-f]{40}$/i.test(ref);
}

function detect(file: SourceFile): readonly Detection[] {
  return usesOf(file)
    .filter((use) => !isPinned(use))
    .map((use) => ({
      start: use.start,
      end: use.end,
      code: use.value,
      // All of a file are pinned together: half of them on another commit would help nobody.
      symbol: "",
      message: messageOf(use),
    }));
}

function messageOf({ value, action, ref }: Use): string {
  if (value.startsWith("docker://")) {
    return `\`${value}\` names an image without its digest: whoever can push to its registry decides what this step runs.`;
  }
  if (ref === "") return `\`${value}\` names no version: the step runs whatever is there.`;
  return (
    `\`${ref}\` of \`${action}\` can be moved to other code, which then runs here with the job's ` +
    "token. Only a full commit SHA stays the same."
  );
}

function usedAt(file: SourceFile, detection: Detection): Use | undefined {
  return usesOf(file).find(({ start }) => start === detection.start);
}

/** The repository that a name leads to, where its version can be asked for. */
function onGithub({ action, ref }: Use): string | null {
  const repository = /^([\w-]+\/[\w.-]+)(?:\/[\w./-]+)?$/.exec(action)?.[1];
  return repository !== undefined && /^[\w][\w./+-]*$/.test(ref) ? repository : null;
}

async function fix(
  file: SourceFile,
  detection: Detection,
  _workspace: unknown,
  { actionCommits }: FixPorts,
): Promise<readonly TextEdit[] | null> {
  const use = usedAt(file, detection);
  const repository = use === undefined ? null : onGithub(use);
  if (use === undefined || repository === null || actionCommits === undefined) return null;
  const commit = await actionCommits.commitOf(repository, use.ref);
  if (commit === null) {
    const why = `GitHub knows no \`${use.ref}\` of ${repository}: there is no commit to pin it to.`;
    throw new AppError("conflict", why);
  }
  const start = file.text.lastIndexOf(`@${use.ref}`, use.end) + 1;
  if (start <= use.start || start + use.ref.length > use.end) return null;
  const pinned = { start, end: start + use.ref.length, text: commit };
  // An abbreviated commit says nothing beside the whole one.
  if (commit.startsWith(use.ref)) return [pinned];
  return [pinned, ...commentOf(file, use)];
}

/** The version beside the commit: ahead of a comment that is there, else at the end of the line. */
function commentOf(file: SourceFile, use: Use): readonly TextEdit[] {
  const line = file.text.slice(use.end, endOfLine(file.text, use.end));
  if (line.includes(`# ${use.ref}`)) return [];
  const at =
    /^[ \t]+#/.test(line) || line.trim() === "" ? use.end : use.end + line.trimEnd().length;
  return [{ start: at, end: at, text: ` # ${use.ref}` }];
}
