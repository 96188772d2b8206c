import type { Workspace } from "#lib/base/index.ts";
import { applyEdits } from "./edits.ts";
import type { FixPorts } from "./fix-ports.ts";
import { rules } from "./list.ts";
import { parsesAsWellAs } from "./parses.ts";
import type { Rule, TextEdit } from "./rule.ts";
import { detectInFile, type Located } from "./scan-file.ts";
import { type SourceFile, sourceFile } from "./source-file.ts";

/** Identical faults in one symbol are repaired together; beyond this many something is wrong. */
const maxTwins = 50;

/**
 * The file without one finding, or null where no safe fix is proven. The result parses as well as
 * before, no longer has the finding, and has no finding that was not there.
 */
export async function repairedFile(
  before: SourceFile,
  rule: Rule,
  fingerprint: string,
  workspace: Workspace,
  ports: FixPorts = {},
): Promise<SourceFile | null> {
  let file = before;
  for (let round = 0; round < maxTwins; round++) {
    const located = await detectInFile(file, [rule]);
    const at = located.findIndex((each) => each.fingerprint === fingerprint);
    const [open, ...later] = located.slice(at).filter((each) => each.ignoreReason === null);
    if (at < 0 || open?.fingerprint !== fingerprint) break;
    const twins = later.filter((each) => each.twins === open.twins);
    if (twins.length >= maxTwins) return null;
    // Without it the next twin would be the first: they go at once, or one by one where that clashes.
    const all = [open, ...twins];
    const after =
      (await fixedText(file, all, workspace, ports)) ??
      (await fixedText(file, [open], workspace, ports));
    if (after === null) return null;
    file = sourceFile(file.path, after);
  }
  return file.text !== before.text && (await onlyRemoves(before, file, rule, fingerprint))
    ? file
    : null;
}

async function fixedText(
  file: SourceFile,
  located: readonly Located[],
  workspace: Workspace,
  ports: FixPorts,
): Promise<string | null> {
  const edits: TextEdit[] = [];
  for (const each of located) {
    const own = knownEdits.get(each) ?? editsOf(file, each, workspace, ports);
    knownEdits.set(each, own);
    const made = await own;
    if (made === null || made.length === 0) return null;
    edits.push(...made);
  }
  const after = applyEdits(file.text, edits);
  if (after === null || after === file.text) return null;
  return parsesAsWellAs(file.path, file.text, after) === false ? null : after;
}

/** What is located once is asked for as often as it has twins. */
const knownEdits = new WeakMap<Located, Promise<readonly TextEdit[] | null>>();

async function editsOf(
  file: SourceFile,
  { rule, detection }: Located,
  workspace: Workspace,
  ports: FixPorts,
): Promise<readonly TextEdit[] | null> {
  return (await rule.fix?.(file, detection, workspace, ports)) ?? null;
}

export async function onlyRemoves(
  before: SourceFile,
  after: SourceFile,
  rule: Rule,
  fingerprint: string,
): Promise<boolean> {
  // A rule of the repository's own is not in the list.
  const asked = rules.includes(rule) ? rules : [...rules, rule];
  const old = await openFingerprints(before, asked);
  const next = await openFingerprints(after, asked);
  return !next.has(fingerprint) && [...next].every((print) => old.has(print));
}

async function openFingerprints(
  file: SourceFile,
  asked: readonly Rule[],
): Promise<ReadonlySet<string>> {
  const prints = new Set<string>();
  for (const rule of asked) {
    try {
      for (const each of await detectInFile(file, [rule])) {
        if (each.ignoreReason === null) prints.add(each.fingerprint);
      }
    } catch {
      // A rule that could look before and no longer can is as good as a new finding.
      prints.add(`failed ${rule.id}`);
    }
  }
  return prints;
}
