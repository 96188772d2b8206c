import { FileDiff, FilePlus2, FileX2 } from "lucide-react";
import type { PatchFile } from "#lib/engines/patch/index.ts";
import { cn } from "../ui/cn.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { blocksOf, type DiffBlock } from "./blocks.ts";
import { DiffLineRow } from "./diff-line.tsx";
import { DiffStat } from "./diff-stat.tsx";
import { DiffCell, DiffRow, DiffRowGroup, DiffTable } from "./table-parts.tsx";

export type DiffLayout = "split" | "unified";

const statusWord = { added: "new file", deleted: "deleted", modified: "" } as const;
const statusIcon = { added: FilePlus2, deleted: FileX2, modified: FileDiff } as const;

/** One file of a patch. `number` is its place, from 1; `note` says more, as "finding on line 14". */
export async function DiffFile({
  file,
  number,
  layout,
  note,
}: {
  file: PatchFile;
  number: number;
  layout: DiffLayout;
  note?: string | undefined;
}) {
  const hunks = await Promise.all(
    file.hunks.map(async (hunk) => ({ hunk, blocks: await blocksOf(file.path, hunk) })),
  );
  const Icon = statusIcon[file.status];
  const oneSided = file.status !== "modified";
  return (
    <article
      id={`F${number}`}
      className="overflow-hidden rounded-lg border border-line bg-raised"
      aria-label={file.path}
    >
      <header className="flex min-h-10 items-center gap-2 border-line border-b bg-chrome pr-3 pl-4 max-narrow:flex-wrap max-narrow:px-3 max-narrow:py-2">
        <Icon aria-hidden="true" className="text-fg-subtle" />
        <a
          href={`#F${number}`}
          className="min-w-0 break-all font-medium font-mono text-[12.5px] no-underline hover:underline"
        >
          {file.path}
        </a>
        <CopyButton value={file.path} label="Copy path" />
        {(note || oneSided) && (
          <span className="text-fg-subtle text-xs max-narrow:hidden">
            {note ?? statusWord[file.status]}
          </span>
        )}
        <DiffStat className="ml-auto" additions={file.additions} deletions={file.deletions} />
      </header>
      <DiffTable
        aria-label={`Changes in ${file.path}`}
        className={cn("diff", oneSided ? "diff-one" : `diff-${layout}`)}
      >
        {hunks.map(({ hunk, blocks }) => (
          <Hunk key={hunk.header} header={hunk.header} blocks={blocks} file={number} />
        ))}
      </DiffTable>
    </article>
  );
}

function Hunk({
  header,
  blocks,
  file,
}: {
  header: string;
  blocks: readonly DiffBlock[];
  file: number;
}) {
  return (
    <DiffRowGroup data-hunk className="group/hunk outline-none">
      <DiffRow className="border-line border-b bg-sunken px-4 py-1 text-[11.5px] text-fg-subtle group-focus/hunk:text-fg group-[&:not(:first-child)]/hunk:border-t">
        <DiffCell className="sticky left-4">{header}</DiffCell>
      </DiffRow>
      <div className="diff-grid">
        {blocks.map((block) => (
          <Block key={keyOf(block)} block={block} file={file} />
        ))}
      </div>
    </DiffRowGroup>
  );
}

function Block({ block, file }: { block: DiffBlock; file: number }) {
  const context = block.kind === "context";
  return (
    <div className="diff-blk">
      <div
        className={cn("diff-old", context && "diff-old-context")}
        aria-hidden={context || undefined}
      >
        {block.before.map((line) => (
          <DiffLineRow key={line.number} line={line} file={file} side="L" twin={context} />
        ))}
      </div>
      <div className="diff-new">
        {block.after.map((line) => (
          <DiffLineRow key={line.number} line={line} file={file} side="R" />
        ))}
      </div>
    </div>
  );
}

function keyOf(block: DiffBlock): string {
  return `${block.kind} ${block.before[0]?.number ?? ""} ${block.after[0]?.number ?? ""}`;
}
