import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

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
