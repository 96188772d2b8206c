"use client";

import { Menu, Search } from "lucide-react";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import { IconButton } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { useShell } from "./shell-context.tsx";

export interface Crumb {
  label: string;
  href?: string | undefined;
}

/** The 48 px bar: where one is, and what belongs to the whole page. The last crumb is the page. */
export function Bar({ crumbs, children }: { crumbs: readonly Crumb[]; children?: ReactNode }) {
  const { openDrawer, openPalette } = useShell();
  return (
    <header className="noprint sticky top-0 z-10 flex h-12 items-center gap-3 border-line border-b bg-page px-6 max-narrow:gap-2 max-narrow:px-3">
      <IconButton label="Open menu" onClick={openDrawer} className="narrow:hidden">
        <Menu aria-hidden="true" />
      </IconButton>
      <nav aria-label="Breadcrumb" className="flex min-w-0 gap-2 whitespace-nowrap text-fg-subtle">
        {crumbs.map((crumb, index) => {
          const last = index === crumbs.length - 1;
          return (
            <Fragment key={crumb.label}>
              {last || !crumb.href ? (
                <span
                  aria-current={last ? "page" : undefined}
                  className={cn(last ? "truncate font-medium text-fg" : "max-narrow:hidden")}
                >
                  {crumb.label}
                </span>
              ) : (
                <Link href={crumb.href} className="no-underline hover:text-fg max-narrow:hidden">
                  {crumb.label}
                </Link>
              )}
              {!last && (
                <span aria-hidden="true" className="text-fg-faint max-narrow:hidden">
                  /
                </span>
              )}
            </Fragment>
          );
        })}
      </nav>
      <div className="ml-auto flex items-center gap-1.5">
        {children}
        <IconButton label="Search or jump to" onClick={openPalette} className="narrow:hidden">
          <Search aria-hidden="true" />
        </IconButton>
      </div>
    </header>
  );
}
