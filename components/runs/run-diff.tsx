import type { PatchFile } from "#lib/engines/patch/index.ts";
import { DiffFile, type DiffLayout } from "../diff/diff-file.tsx";
import { DiffStat } from "../diff/diff-stat.tsx";

/** The change of a run, as it stands: under way, handed in, or given up. */
export async function RunDiff({
  id,
  title,
  words,
  files,
  layout = "split",
  firstNumber = 1,
}: {
  id: string;
  title: string;
  words: string;
  files: readonly PatchFile[];
  layout?: DiffLayout;
  /** Where the numbers of its files begin: two diffs on one page share none. */
  firstNumber?: number;
}) {
  const sum = (of: "additions" | "deletions") => files.reduce((all, file) => all + file[of], 0);
  return (
    <section aria-labelledby={id} className="min-w-0">
      <header className="mb-2 flex min-h-8 flex-wrap items-center gap-x-2.5">
        <h2 id={id} className="font-semibold text-sm">
          {title}
        </h2>
        {files.length > 0 && <DiffStat additions={sum("additions")} deletions={sum("deletions")} />}
        <span className="text-fg-subtle text-xs">{words}</span>
      </header>
      <div className="grid gap-3">
        {files.map((file, at) => (
          <DiffFile key={file.path} file={file} number={firstNumber + at} layout={layout} />
        ))}
      </div>
    </section>
  );
}
