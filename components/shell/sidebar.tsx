"use client";

import { Layers2, Search } from "lucide-react";
import Link from "next/link";
import { cn } from "../ui/cn.ts";
import { Keys } from "../ui/kbd.tsx";
import { Time } from "../ui/time.tsx";
import { OrganizationMenu } from "./organization-menu.tsx";
import { useShell } from "./shell-context.tsx";
import { SidebarNav } from "./sidebar-nav.tsx";
import { UserMenu } from "./user-menu.tsx";
import { organizationPath } from "./view.ts";

/** `side` loses its words on the rail; `drawer` keeps them at every width. */
export function Sidebar({ look, onGo }: { look: "side" | "drawer"; onGo?: () => void }) {
  const { view, openPalette } = useShell();
  const side = look === "side";
  const word = side ? "max-rail:sr-only" : "";
  return (
    <div className={cn("flex min-h-full flex-col gap-3 p-2.5", side && "max-rail:px-2")}>
      <OrganizationMenu wordClass={word} />
      <button
        type="button"
        onClick={openPalette}
        className={cn(
          "flex h-8 items-center gap-2 rounded-md border border-line-strong bg-raised pr-1.5 pl-[9px] text-left text-fg-subtle hover:bg-hover",
          side ? "max-rail:h-9 max-rail:justify-center max-rail:p-0" : "h-10",
        )}
      >
        <Search aria-hidden="true" className="size-[15px]" />
        <span className={cn("flex-1", word)}>Search or jump to</span>
        <span className={word}>
          <Keys keys={["⌘", "K"]} />
        </span>
      </button>
      <SidebarNav look={look} {...(onGo ? { onGo } : {})} />
      <div className="mt-auto grid gap-1">
        <Link
          href={organizationPath(view.organization.slug, "/keys#log")}
          {...(onGo ? { onClick: onGo } : {})}
          className={cn(
            "flex items-center gap-2 px-[9px] py-1.5 text-fg-subtle text-xs no-underline hover:text-fg",
            side && "max-rail:h-9 max-rail:justify-center max-rail:p-0",
          )}
        >
          <Layers2 aria-hidden="true" className="size-3.5" />
          <span className={cn("flex-1", word)}>
            Log size{" "}
            <span className="font-medium text-fg-muted tabular-nums">
              {view.log.size.toLocaleString("en")}
            </span>
          </span>
          {view.log.at && <Time at={view.log.at} className={word} />}
        </Link>
        <UserMenu wordClass={word} />
      </div>
    </div>
  );
}
