"use client";

import { Dialog } from "../ui/dialog.tsx";
import { Keys } from "../ui/kbd.tsx";
import { assuranceNav, furtherNav, mainNav } from "./view.ts";

const everywhere = [
  { label: "Search or jump to", keys: ["⌘", "K"] },
  { label: "Change theme", keys: ["⌘", "⇧", "L"] },
  { label: "Next row", keys: ["J"] },
  { label: "Row before", keys: ["K"] },
  { label: "Open the row", keys: ["↵"] },
  { label: "This list", keys: ["?"] },
];
const inFix = [
  { label: "Next change", keys: ["N"] },
  { label: "Change before", keys: ["P"] },
  { label: "Approve and sign", keys: ["⌘", "↵"] },
];
const inCase = [
  { label: "Case after", keys: ["]"] },
  { label: "Case before", keys: ["["] },
];

export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const pages = [...mainNav, ...assuranceNav, ...furtherNav].map((item) => ({
    label: item.label,
    keys: ["G", item.go.toUpperCase()],
  }));
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Keyboard shortcuts"
      description="They rest while you type. On Windows and Linux, ⌘ is Ctrl."
      className="max-w-[560px]"
    >
      <div className="grid grid-cols-2 gap-x-8 gap-y-5 max-narrow:grid-cols-1">
        <Keyset title="Everywhere" rows={everywhere} />
        <Keyset title="Go to" rows={pages} />
        <Keyset title="On a fix" rows={inFix} />
        <Keyset title="On a case of a campaign" rows={inCase} />
      </div>
    </Dialog>
  );
}

function Keyset({
  title,
  rows,
}: {
  title: string;
  rows: readonly { label: string; keys: readonly string[] }[];
}) {
  return (
    <section>
      <h3 className="mb-1 text-fg-subtle text-xs">{title}</h3>
      <dl>
        {rows.map((row) => (
          <div key={row.label} className="flex h-7 items-center justify-between gap-3">
            <dt className="text-fg">{row.label}</dt>
            <dd>
              <Keys keys={row.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
