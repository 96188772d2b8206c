"use client";

import { Check, Copy } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { buttonClass } from "./button.tsx";
import { cn } from "./cn.ts";

const copiedForMs = 1400;

/** Copies `value` whole and says "Copied". With children it is a button with words, else an icon. */
export function CopyButton({
  value,
  label,
  className,
  children,
}: {
  value: string;
  label: string;
  className?: string;
  children?: ReactNode;
}) {
  const [outcome, setOutcome] = useState<
    "" | "Copied" | "Could not copy. Select the text instead."
  >("");

  useEffect(() => {
    if (outcome === "") return;
    const timer = setTimeout(() => setOutcome(""), copiedForMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setOutcome("Copied");
    } catch {
      setOutcome("Could not copy. Select the text instead.");
    }
  }

  const Icon = outcome === "Copied" ? Check : Copy;
  return (
    <>
      <button
        type="button"
        aria-label={children ? undefined : label}
        title={label}
        onClick={() => void copy()}
        className={cn(
          "noprint",
          children
            ? buttonClass({ size: "sm" })
            : "reach inline-grid size-5 shrink-0 place-items-center rounded-sm text-fg-subtle hover:bg-hover hover:text-fg",
          className,
        )}
      >
        <Icon aria-hidden="true" className={children ? "size-3.5" : "size-[13px]"} />
        {children && (outcome === "Copied" ? "Copied" : children)}
      </button>
      <span role="status" aria-live="polite" className="sr-only">
        {outcome}
      </span>
    </>
  );
}
