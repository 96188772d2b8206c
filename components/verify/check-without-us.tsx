import { FileDown } from "lucide-react";
import type { ReactNode } from "react";
import { CommandBlock } from "../ui/command-block.tsx";
import { byteSize } from "../ui/time-text.ts";

export interface SavedFile {
  name: string;
  href: string;
  what: string;
  sizeBytes: number;
}

const counts = [
  "no",
  "one file",
  "two files",
  "three files",
  "four files",
  "five files",
  "six files",
];

/** The files to save and the one command to run, with nothing of ours. */
export function CheckWithoutUs({
  files,
  command,
  mergedCommand,
  prints = "Verified OK",
  note,
}: {
  files: readonly SavedFile[];
  command: string;
  /** The same for the statement of the merge, where there is one. */
  mergedCommand?: string | undefined;
  prints?: string;
  note?: ReactNode;
}) {
  return (
    <section aria-labelledby="h-self" className="mt-12 max-narrow:mt-10">
      <h2 id="h-self" className="font-semibold text-lg">
        Check it without us
      </h2>
      <p className="mt-1 text-fg-muted">
        Save these {counts[files.length] ?? "files"}, then run{" "}
        {mergedCommand ? "two commands" : "one command"}. It needs no network and nothing of ours.{" "}
        {note}
      </p>
      <ul className="mt-4 mb-3 divide-y divide-line rounded-md border border-line bg-raised text-sm">
        {files.map((file) => (
          <li
            key={file.name}
            className="keep grid grid-cols-[220px_minmax(0,1fr)_auto] gap-3 px-3 py-[7px] max-narrow:grid-cols-[minmax(0,1fr)_auto]"
          >
            <a
              href={file.href}
              download={file.name}
              className="link inline-flex items-center gap-2 font-mono text-[12px]"
            >
              <FileDown aria-hidden="true" className="size-3.5 text-fg-subtle" />
              {file.name}
            </a>
            <span className="text-fg-subtle max-narrow:hidden">{file.what}</span>
            <span className="text-fg-subtle tabular-nums">{byteSize(file.sizeBytes)}</span>
          </li>
        ))}
      </ul>
      <CommandBlock command={command} prints={prints} />
      {mergedCommand && (
        <>
          <p className="mt-4 mb-2 text-fg-muted">
            And the merge, held against the commit that your branch came to stand at:
          </p>
          <CommandBlock command={mergedCommand} prints={prints} />
        </>
      )}
    </section>
  );
}
