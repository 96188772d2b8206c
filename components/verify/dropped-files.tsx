import { CircleSlash, FileCheck, X } from "lucide-react";
import { VisibleText } from "../ui/visible-text.tsx";
import type { DroppedFile, DroppedKind } from "./read-dropped.ts";

const words: Readonly<Record<DroppedKind, string>> = {
  bundle: "Bundle of a signed fix or report",
  merged_bundle: "Bundle of its merge",
  trusted_root: "Trusted root: the log’s public key",
  keys: "Public keys of the organization",
  patch: "Patch: the change itself",
  report: "Report of an adversarial campaign",
  public_key: "Public key. Not needed: keys.json holds it.",
  other: "Nothing of a fix or a report. Left out.",
};

/** What each file was taken for, and a way to take it back. */
export function DroppedFiles({
  files,
  onRemove,
}: {
  files: readonly DroppedFile[];
  onRemove: (file: DroppedFile) => void;
}) {
  return (
    <ul
      aria-label="Your files"
      className="mt-3 divide-y divide-line rounded-md border border-line bg-raised text-sm"
    >
      {files.map((file) => {
        const isUsed = file.kind !== "other" && file.kind !== "public_key";
        const Icon = isUsed ? FileCheck : CircleSlash;
        return (
          <li
            key={`${file.kind} ${file.name}`}
            className="grid grid-cols-[16px_minmax(0,220px)_minmax(0,1fr)_20px] items-center gap-x-2.5 px-3 py-[7px] max-narrow:grid-cols-[16px_minmax(0,1fr)_20px]"
          >
            <Icon aria-hidden="true" className="size-3.5 text-fg-subtle" />
            <span className="break-all font-mono text-[12px]">
              <VisibleText text={file.name} />
            </span>
            <span className="text-fg-muted max-narrow:col-start-2 max-narrow:row-start-2 max-narrow:text-xs">
              {words[file.kind]}
            </span>
            <button
              type="button"
              aria-label={`Take ${file.name} back`}
              title="Take it back"
              onClick={() => onRemove(file)}
              className="reach inline-grid size-5 place-items-center rounded-sm text-fg-subtle hover:bg-hover hover:text-fg max-narrow:col-start-3 max-narrow:row-start-1"
            >
              <X aria-hidden="true" className="size-3.5" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
