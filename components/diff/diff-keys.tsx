"use client";

import { useShortcuts } from "../shell/shortcuts.ts";

function moveAlongHunks(step: 1 | -1) {
  const hunks = [...document.querySelectorAll<HTMLElement>("[data-hunk]")];
  const at = hunks.findIndex((hunk) => hunk.contains(document.activeElement));
  const next = at === -1 ? (step === 1 ? 0 : hunks.length - 1) : at + step;
  const hunk = hunks[Math.min(Math.max(next, 0), hunks.length - 1)];
  hunk?.scrollIntoView({ block: "center" });
  hunk?.focus({ preventScroll: true });
}

/** n and p move between the hunks of a diff. */
export function DiffKeys() {
  useShortcuts({ n: () => moveAlongHunks(1), p: () => moveAlongHunks(-1) });
  return null;
}
