"use client";

import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { type ReactNode, useState } from "react";
import { Drawer } from "./drawer.tsx";
import { Palette } from "./palette.tsx";
import { ShellContext } from "./shell-context.tsx";
import { moveAlongRows, useCommandKey, useShortcuts } from "./shortcuts.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { Sidebar } from "./sidebar.tsx";
import {
  assuranceNav,
  furtherNav,
  mainNav,
  organizationPath,
  type PaletteGroup,
  type PaletteItem,
  type ShellView,
} from "./view.ts";

/**
 * The frame of every page of an organization. `groups` are what ⌘K reaches besides the pages;
 * `search` asks the server while someone types.
 */
export function ConsoleShell({
  view,
  groups = [],
  search,
  signOut,
  children,
}: {
  view: ShellView;
  groups?: readonly PaletteGroup[];
  search?: (query: string) => Promise<readonly PaletteItem[]>;
  signOut: () => Promise<void>;
  children: ReactNode;
}) {
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();
  const [open, setOpen] = useState<"palette" | "drawer" | "shortcuts" | null>(null);
  const slug = view.organization.slug;

  const goTo = [...mainNav, ...assuranceNav, ...furtherNav].map(
    (item) => [`g ${item.go}`, () => router.push(organizationPath(slug, item.path))] as const,
  );
  useShortcuts({
    ...Object.fromEntries(goTo),
    j: () => moveAlongRows(1),
    k: () => moveAlongRows(-1),
    "?": () => setOpen("shortcuts"),
    "/": () => setOpen("palette"),
  });
  const changeTheme = () => setTheme(resolvedTheme === "dark" ? "light" : "dark");
  useCommandKey("k", () => setOpen(open === "palette" ? null : "palette"));
  useCommandKey("l", changeTheme, { shift: true });

  const close = () => setOpen(null);
  return (
    <ShellContext
      value={{
        view,
        openPalette: () => setOpen("palette"),
        openDrawer: () => setOpen("drawer"),
        openShortcuts: () => setOpen("shortcuts"),
        signOut,
      }}
    >
      <div className="grid min-h-screen grid-cols-[57px_minmax(0,1fr)] rail:grid-cols-[var(--sidebar-width)_minmax(0,1fr)] max-narrow:grid-cols-1">
        <aside
          aria-label="Console"
          className="noprint sticky top-0 h-screen overflow-y-auto border-line border-r bg-chrome max-narrow:hidden"
        >
          <Sidebar look="side" />
        </aside>
        <div className="flex min-w-0 flex-col">{children}</div>
      </div>
      <Drawer open={open === "drawer"} onClose={close} />
      <Palette
        open={open === "palette"}
        onClose={close}
        groups={groups}
        onTheme={changeTheme}
        onShortcuts={() => setOpen("shortcuts")}
        {...(search ? { search } : {})}
      />
      <ShortcutsDialog open={open === "shortcuts"} onClose={close} />
    </ShellContext>
  );
}
