"use client";

import { createContext, use } from "react";
import type { ShellView } from "./view.ts";

export interface ShellControls {
  view: ShellView;
  openPalette: () => void;
  openDrawer: () => void;
  openShortcuts: () => void;
  signOut: () => Promise<void>;
}

export const ShellContext = createContext<ShellControls | null>(null);

export function useShell(): ShellControls {
  const shell = use(ShellContext);
  if (!shell) throw new Error("This component belongs inside ConsoleShell");
  return shell;
}
