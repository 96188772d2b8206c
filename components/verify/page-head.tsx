import { Braces } from "lucide-react";
import { CopyButton } from "../ui/copy-button.tsx";
import { PrintButton } from "./print-button.tsx";

/** The id of the fix, its address to copy, and the page as paper and as JSON. */
export function VerifyPageHead({
  id,
  url,
  jsonHref,
}: {
  id: string;
  url: string;
  jsonHref: string;
}) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-1 text-fg-subtle text-sm">
      <span className="break-all font-mono text-[12px]">{id}</span>
      <CopyButton value={url} label="Copy link" />
      <span className="noprint ml-auto flex gap-4">
        <PrintButton />
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
