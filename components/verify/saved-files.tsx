import { FileDown } from "lucide-react";
import { byteSize } from "../ui/time-text.ts";

export interface SavedFile {
  name: string;
  href: string;
  what: string;
  sizeBytes: number;
}

/** Files to save, each with what it is and how large. */
export function SavedFiles({ files }: { files: readonly SavedFile[] }) {
  return (
    <ul className="mt-4 mb-3 divide-y divide-line rounded-md border border-line bg-raised text-sm">
      {files.map((file) => (
        <li
          key={file.name}
          className="keep grid grid-cols-[268px_minmax(0,1fr)_auto] gap-3 px-3 py-[7px] max-narrow:grid-cols-[minmax(0,1fr)_auto]"
        >
          <a
            href={file.href}
            download={file.name}
            className="link inline-flex min-w-0 items-center gap-2 font-mono text-[12px] [overflow-wrap:anywhere]"
          >
            <FileDown aria-hidden="true" className="size-3.5 shrink-0 text-fg-subtle" />
            {file.name}
          </a>
          <span className="text-fg-subtle max-narrow:hidden">{file.what}</span>
          <span className="text-fg-subtle tabular-nums">{byteSize(file.sizeBytes)}</span>
        </li>
      ))}
    </ul>
  );
}
