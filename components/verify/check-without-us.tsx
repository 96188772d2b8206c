import type { ReactNode } from "react";
import { CommandBlock } from "../ui/command-block.tsx";
import { type SavedFile, SavedFiles } from "./saved-files.tsx";

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
  etnaCommand,
  prints = "Verified OK",
  note,
}: {
  files: readonly SavedFile[];
  command: string;
  /** The same for the statement of the merge, where there is one. */
  mergedCommand?: string | undefined;
  /** With Etna’s own program, where it compares more than cosign. */
  etnaCommand?: string | undefined;
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
      <SavedFiles files={files} />
      <CommandBlock command={command} prints={prints} />
      {mergedCommand && (
        <>
          <p className="mt-4 mb-2 text-fg-muted">
            And the merge, held against the commit that your branch came to stand at:
          </p>
          <CommandBlock command={mergedCommand} prints={prints} />
        </>
      )}
      {etnaCommand && (
        <>
          <p className="mt-4 mb-2 text-fg-muted">
            Or with Etna’s own program, which also compares the figures and knows of keys that were
            taken back:
          </p>
          <CommandBlock label="Command of Etna" command={etnaCommand} />
        </>
      )}
    </section>
  );
}
