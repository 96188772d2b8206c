"use client";

import { type MouseEvent, type ReactNode, useState } from "react";

const copiedForMs = 1400;
const failed = "Could not copy. Select the text instead.";

/**
 * Makes every button of class `copy-here` within copy the text before it. One script for any number of
 * buttons, and the server writes each value once.
 */
export function CopyHere({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState("");

  async function copy(event: MouseEvent) {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest<HTMLElement>("button.copy-here");
    const text = button?.previousElementSibling?.textContent;
    if (!button || !text) return;
    try {
      await navigator.clipboard.writeText(text);
      button.dataset.copied = "";
      setSaid("Copied");
    } catch {
      setSaid(failed);
    }
    setTimeout(() => {
      delete button.dataset.copied;
      setSaid("");
    }, copiedForMs);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the buttons within it
    // biome-ignore lint/a11y/useKeyWithClickEvents: a button that is pressed by key clicks too
    <div onClick={(event) => void copy(event)}>
      {children}
      <span role="status" aria-live="polite" className="sr-only">
        {said}
      </span>
    </div>
  );
}
