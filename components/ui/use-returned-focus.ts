"use client";

import { useRef } from "react";

/**
 * For a dialog that a key opened, and no trigger of its own: what had the focus gets it back. Radix
 * gives it to the trigger alone, and without one to nothing.
 */
export function useReturnedFocus() {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus() {
      before.current = document.activeElement;
    },
    onCloseAutoFocus(event: Event) {
      if (!(before.current instanceof HTMLElement) || !before.current.isConnected) return;
      event.preventDefault();
      before.current.focus();
    },
  };
}
