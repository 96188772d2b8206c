import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export interface TabLink {
  href: string;
  label: ReactNode;
  current: boolean;
  count?: number | undefined;
}

/** Tabs are links: which one is open stands in the address. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav aria-label={label} className="flex gap-1 overflow-x-auto border-line border-b">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          scroll={false}
          aria-current={tab.current ? "page" : undefined}
          className={cn(
            "-mb-px inline-flex h-9 items-center gap-1.5 whitespace-nowrap border-b-2 px-2.5 font-medium no-underline max-narrow:h-11",
            tab.current ? "border-ink text-fg" : "border-transparent text-fg-muted hover:text-fg",
          )}
        >
          {tab.label}
          {tab.count !== undefined && (
            <span className="font-normal text-fg-subtle text-xs tabular-nums">
              {tab.count.toLocaleString("en")}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}

/** Two or three ways to look at the same thing, as links. */
export function Segmented({
  label,
  options,
  className,
}: {
  label: string;
  options: readonly { href: string; label: ReactNode; current: boolean }[];
  className?: string;
}) {
  return (
    <nav
      aria-label={label}
      className={cn("inline-flex rounded-md border border-line-strong p-0.5", className)}
    >
      {options.map((option) => (
        <Link
          key={option.href}
          href={option.href}
          scroll={false}
          replace
          aria-current={option.current ? "true" : undefined}
          className={cn(
            "inline-flex h-[22px] items-center gap-1.5 rounded-sm px-2 text-xs no-underline [&>.lucide]:size-[13px]",
            option.current ? "bg-active text-fg" : "text-fg-subtle hover:text-fg",
          )}
        >
          {option.label}
        </Link>
      ))}
    </nav>
  );
}
