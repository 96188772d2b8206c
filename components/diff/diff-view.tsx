import { Columns2, Rows2 } from "lucide-react";
import type { PatchFile } from "#lib/engines/patch/index.ts";
import { Segmented } from "../ui/segmented.tsx";
import { DiffFile, type DiffLayout } from "./diff-file.tsx";
import { DiffKeys } from "./diff-keys.tsx";
import { DiffStat } from "./diff-stat.tsx";

/** The changes of a fix. `layoutHrefs` are the addresses of the two layouts (?view=unified). */
export function DiffView({
  files,
  layout,
  layoutHrefs,
  notes = {},
}: {
  files: readonly PatchFile[];
  layout: DiffLayout;
  layoutHrefs: Readonly<Record<DiffLayout, string>>;
  /** By path: what else there is to say about a file. */
  notes?: Readonly<Record<string, string>>;
}) {
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return (
    <section aria-labelledby="h-changes" className="min-w-0">
      <header className="mb-2 flex min-h-8 items-center gap-2.5">
        <h2 id="h-changes" className="font-semibold text-sm">
          Changes
        </h2>
        <span className="text-fg-subtle text-xs tabular-nums">
          {files.length === 1 ? "1 file" : `${files.length} files`},{" "}
          <DiffStat additions={additions} deletions={deletions} />
        </span>
        <Segmented
          label="Diff layout"
          className="ml-auto max-narrow:hidden"
          options={[
            {
              href: layoutHrefs.split,
              current: layout === "split",
              label: <Option icon="split" />,
            },
            {
              href: layoutHrefs.unified,
              current: layout === "unified",
              label: <Option icon="unified" />,
            },
          ]}
        />
      </header>
      <div className="grid gap-3">
        {files.map((file, index) => (
          <DiffFile
            key={file.path}
            file={file}
            number={index + 1}
            layout={layout}
            note={notes[file.path]}
          />
        ))}
      </div>
      <DiffKeys />
    </section>
  );
}

function Option({ icon }: { icon: DiffLayout }) {
  return icon === "split" ? (
    <>
      <Columns2 aria-hidden="true" className="size-[13px]" />
      Split
    </>
  ) : (
    <>
      <Rows2 aria-hidden="true" className="size-[13px]" />
      Unified
    </>
  );
}
