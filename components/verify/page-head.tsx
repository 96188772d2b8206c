import { Braces, FileDown } from "lucide-react";
import { CopyButton } from "../ui/copy-button.tsx";
import { PrintButton } from "./print-button.tsx";

/** The id, its address to copy, and the page as paper, as JSON, and for a fix as a file that checks itself. */
export function VerifyPageHead({
  id,
  url,
  jsonHref,
  savedHref,
}: {
  id: string;
  url: string;
  jsonHref: string;
  savedHref?: string | undefined;
}) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-1 text-fg-subtle text-sm">
      <span className="break-all font-mono text-[12px]">{id}</span>
      <CopyButton value={url} label="Copy link" />
      <span className="noprint ml-auto flex flex-wrap gap-4">
        <PrintButton />
        {savedHref && (
          <a
            href={savedHref}
            download={`${id}.html`}
            title="One file that checks this fix anew from your disk, with no network"
            className="inline-flex items-center gap-1.5 text-fg-muted no-underline hover:text-fg"
          >
            <FileDown aria-hidden="true" className="size-3.5" />
            Save
          </a>
        )}
        <a
          href={jsonHref}
          className="inline-flex items-center gap-1.5 text-fg-muted no-underline hover:text-fg"
        >
          <Braces aria-hidden="true" className="size-3.5" />
          JSON
        </a>
      </span>
    </div>
  );
}
