"use client";

import { useEffect, useRef } from "react";

const sequenceMs = 1000;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select") !== null
  );
}

function isInterrupted(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"]') !== null;
}

/**
 * Keys that act on the page: one key ("n"), or two in a row within a second ("g f"). Off while
 * someone types, while a dialog or a menu is open, and with ⌘, Ctrl or Alt held.
 */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>) {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    let first = "";
    let firstAtMs = 0;
    function onKeyDown(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || isInterrupted()) return;
      const chained = event.timeStamp - firstAtMs < sequenceMs ? `${first} ${event.key}` : "";
      const act = current.current[chained] ?? current.current[event.key];
      first = event.key;
      firstAtMs = event.timeStamp;
      if (!act) return;
      event.preventDefault();
      act();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** A key with ⌘ or Ctrl: works while typing too. A key that is held down acts once. */
export function useCommandKey(key: string, act: () => void, options?: { shift?: boolean }) {
  const current = useRef(act);
  useEffect(() => {
    current.current = act;
  });
  const shift = options?.shift ?? false;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.repeat || !(event.metaKey || event.ctrlKey) || event.shiftKey !== shift) return;
      if (event.key.toLowerCase() !== key.toLowerCase()) return;
      event.preventDefault();
      current.current();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [key, shift]);
}

/** Moves the focus along the rows of the page's lists: every link marked `data-row`. */
export function moveAlongRows(step: 1 | -1) {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].filter(
    (row) => row.offsetParent !== null,
  );
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}
