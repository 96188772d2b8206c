"use client";

import { createContext, use } from "react";

/** Asks the person to confirm that it is them, then runs `again`. */
export type Confirm = (again: () => void) => void;

/** Set where a dialog can ask in place; elsewhere a refused form leads to the page for it. */
export const ConfirmContext = createContext<Confirm | null>(null);

export function useConfirm(): Confirm | null {
  return use(ConfirmContext);
}
