"use client";

import { FoldVertical, UnfoldVertical } from "lucide-react";
import { useEffect, useState } from "react";

function setAll(open: boolean) {
  for (const details of document.querySelectorAll<HTMLDetailsElement>("details[data-check]")) {
    details.open = open;
  }
}

/** Opens every check, and does so by itself for print. Without JavaScript each opens on its own. */
export function OpenAll() {
  const [ready, setReady] = useState(false);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    setReady(true);
    const openForPrint = () => setAll(true);
    window.addEventListener("beforeprint", openForPrint);
    return () => window.removeEventListener("beforeprint", openForPrint);
  }, []);

  if (!ready) return null;
  const Icon = open ? FoldVertical : UnfoldVertical;
  return (
    <button
      type="button"
      onClick={() => {
        setAll(!open);
        setOpen(!open);
      }}
      className="noprint inline-flex items-center gap-1.5 text-fg-muted text-sm hover:text-fg"
    >
      <Icon aria-hidden="true" className="size-3.5" />
      {open ? "Close all" : "Open all"}
    </button>
  );
}
