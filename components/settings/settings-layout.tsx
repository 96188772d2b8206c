import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";

export interface SettingsLink {
  href: string;
  label: string;
  current: boolean;
}

/** The settings' own menu beside their pages; a row that scrolls on narrow screens. */
export function SettingsLayout({
  links,
  children,
}: {
  links: readonly SettingsLink[];
  children: ReactNode;
}) {
  return (
    <div className="grid grid-cols-[176px_minmax(0,1fr)] gap-10 max-rail:grid-cols-1 max-rail:gap-5">
      <nav
        aria-label="Settings"
        className="sticky top-[72px] grid content-start gap-px self-start max-rail:static max-rail:-mx-1 max-rail:flex max-rail:overflow-x-auto"
      >
        {links.map((link) => (
          <Link
            key={link.href}
            href={link.href}
            aria-current={link.current ? "page" : undefined}
            className={cn(
              "whitespace-nowrap rounded-md px-2.5 py-[5px] no-underline max-narrow:py-2.5",
              link.current ? "bg-active font-medium text-fg" : "text-fg-muted hover:bg-hover",
            )}
          >
            {link.label}
          </Link>
        ))}
      </nav>
      <div className="grid min-w-0 content-start gap-6">{children}</div>
    </div>
  );
}
