"use client";

import { Printer } from "lucide-react";

export function PrintButton() {
  return (
    <button
      type="button"
      onClick={() => window.print()}
      className="inline-flex items-center gap-1.5 text-fg-muted hover:text-fg"
    >
      <Printer aria-hidden="true" className="size-3.5" />
      Print
    </button>
  );
}
