"use client";

import { ChevronsUpDown, Plus } from "lucide-react";
import { cn } from "../ui/cn.ts";
import { Menu, MenuLabel, MenuLink, MenuSeparator } from "../ui/menu.tsx";
import { useShell } from "./shell-context.tsx";
import { initials, organizationPath } from "./view.ts";

export function OrganizationMenu({ wordClass }: { wordClass: string }) {
  const { view } = useShell();
  const { organization } = view;
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={cn(
            "flex h-9 min-w-0 items-center gap-2 rounded-md px-2 text-left font-semibold hover:bg-hover",
            wordClass && "max-rail:justify-center max-rail:p-0",
          )}
        >
          <Initials name={organization.name} />
          <span className={cn("min-w-0 flex-1 truncate", wordClass)}>{organization.name}</span>
          <ChevronsUpDown
            aria-hidden="true"
            className={cn("size-3.5 text-fg-subtle", wordClass && "max-rail:hidden")}
          />
        </button>
      }
    >
      <MenuLabel>Organizations</MenuLabel>
      {view.organizations.map((other) => (
        <MenuLink
          key={other.slug}
          href={organizationPath(other.slug, "")}
          current={other.slug === organization.slug}
        >
          <Initials name={other.name} />
          <span className="truncate">{other.name}</span>
        </MenuLink>
      ))}
      <MenuSeparator />
      <MenuLink href="/welcome?new">
        <Plus aria-hidden="true" className="size-3.5" />
        New organization
      </MenuLink>
    </Menu>
  );
}

function Initials({ name }: { name: string }) {
  return (
    <span
      aria-hidden="true"
      className="grid size-[22px] shrink-0 place-items-center rounded-sm bg-ink font-semibold text-[10px] text-invert tracking-[0.02em]"
    >
      {initials(name)}
    </span>
  );
}
