import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** The title of a row. J and K move between these, Enter opens. */
export function RowLink({
  href,
  className,
  children,
}: {
  href: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Link
      href={href}
      data-row
      className={cn("block font-medium no-underline underline-offset-3 hover:underline", className)}
    >
      {children}
    </Link>
  );
}

/** "All runs", on the far side of a panel's head. */
export function MoreLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="link text-fg-subtle text-xs hover:text-fg">
      {children}
    </Link>
  );
}

/** How one moves in the list below. */
export function MoveHint({ children }: { children: ReactNode }) {
  return <span className="inline-flex items-center gap-1 max-narrow:hidden">{children}</span>;
}
