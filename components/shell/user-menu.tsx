"use client";

import { Keyboard, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { cn } from "../ui/cn.ts";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "../ui/menu.tsx";
import { useShell } from "./shell-context.tsx";
import { initials } from "./view.ts";

const themes = [
  { value: "system", label: "As the system", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
] as const;

export function UserMenu({ wordClass }: { wordClass: string }) {
  const { view, openShortcuts, signOut } = useShell();
  const { theme, setTheme } = useTheme();
  const { user } = view;
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={cn(
            "flex h-10 min-w-0 items-center gap-2 rounded-md px-2 text-left font-medium hover:bg-hover",
            wordClass && "max-rail:h-9 max-rail:justify-center max-rail:p-0",
          )}
        >
          <span
            aria-hidden="true"
            className="grid size-[22px] shrink-0 place-items-center rounded-full bg-active font-semibold text-[10px] text-fg-muted"
          >
            {initials(user.name)}
          </span>
          <span className={cn("min-w-0 flex-1 truncate", wordClass)}>{user.name}</span>
          <span className={cn("font-normal text-fg-subtle text-xs capitalize", wordClass)}>
            {user.role}
          </span>
        </button>
      }
    >
      <MenuLabel>{user.email}</MenuLabel>
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      {themes.map(({ value, label, icon: Icon }) => (
        <MenuItem key={value} onSelect={() => setTheme(value)}>
          <Icon aria-hidden="true" className="size-3.5" />
          <span className="flex-1">{label}</span>
          {theme === value && <span className="text-fg-subtle text-xs">chosen</span>}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={openShortcuts}>
        <Keyboard aria-hidden="true" className="size-3.5" />
        Keyboard shortcuts
      </MenuItem>
      <MenuItem onSelect={() => void signOut()}>
        <LogOut aria-hidden="true" className="size-3.5" />
        Sign out
      </MenuItem>
    </Menu>
  );
}
