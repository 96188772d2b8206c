"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { Kbd, Keys } from "../ui/kbd.tsx";
import { useReturnedFocus } from "../ui/use-returned-focus.ts";
import { PaletteRow } from "./palette-row.tsx";
import { useShell } from "./shell-context.tsx";
import { usePaletteSearch } from "./use-palette-search.ts";
import {
  assuranceNav,
  furtherNav,
  mainNav,
  organizationPath,
  type PaletteGroup,
  type PaletteItem,
} from "./view.ts";

export function Palette({
  open,
  onClose,
  groups,
  search,
  onTheme,
  onShortcuts,
}: {
  open: boolean;
  onClose: () => void;
  groups: readonly PaletteGroup[];
  search?: (query: string) => Promise<readonly PaletteItem[]>;
  onTheme: () => void;
  onShortcuts: () => void;
}) {
  const router = useRouter();
  const { view, signOut } = useShell();
  const [query, setQuery] = useState("");
  const returnedFocus = useReturnedFocus();
  const found = usePaletteSearch(open ? query : "", search);

  const pages: PaletteItem[] = [...mainNav, ...assuranceNav, ...furtherNav].map((item) => ({
    id: `go${item.path}`,
    label: item.label,
    icon: item.icon,
    keys: ["G", item.go.toUpperCase()],
    href: organizationPath(view.organization.slug, item.path),
  }));
  const own = (run: () => void) => async () => run();
  const actions: PaletteItem[] = [
    { id: "verify", label: "Check a fix", hint: "Public page", icon: "verify", href: "/verify" },
    {
      id: "theme",
      label: "Change theme",
      hint: "Action",
      icon: "theme",
      keys: ["⌘", "⇧", "L"],
      action: own(onTheme),
    },
    {
      id: "shortcuts",
      label: "Keyboard shortcuts",
      hint: "Action",
      icon: "keyboard",
      keys: ["?"],
      action: own(onShortcuts),
    },
    {
      id: "security",
      label: "Security: passkeys, second factor",
      icon: "keys",
      href: `/account/security?organization=${view.organization.slug}`,
    },
    {
      id: "organization",
      label: "New organization",
      hint: "Action",
      icon: "add",
      href: "/welcome?new",
    },
    { id: "sign-out", label: "Sign out", hint: "Action", icon: "sign-out", action: signOut },
  ];
  const shown = mergeGroups([
    ...groups.filter((group) => group.title !== "Do"),
    { title: "Found", items: found },
    { title: "Go to", items: pages },
    ...groups.filter((group) => group.title === "Do"),
    { title: "Do", items: actions },
  ]);

  function choose(item: PaletteItem) {
    setQuery("");
    onClose();
    if (item.href) router.push(item.href);
    else void item.action?.();
  }

  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-appear bg-scrim" />
        <Dialog.Content
          {...returnedFocus}
          aria-describedby={undefined}
          className="fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-[640px] -translate-x-1/2 animate-appear overflow-hidden rounded-lg bg-raised shadow-overlay focus:outline-none max-narrow:top-4"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Command label="Search or jump to" loop>
            <div className="flex h-[52px] items-center gap-3 border-line border-b px-4">
              <Search aria-hidden="true" className="text-fg-subtle" />
              <Command.Input
                value={query}
                onValueChange={setQuery}
                placeholder="Search or jump to"
                className="min-w-0 flex-1 bg-transparent text-md outline-none"
              />
              <Kbd>esc</Kbd>
            </div>
            <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto px-2 pt-1 pb-2">
              <Command.Empty className="px-2 py-6 text-center text-fg-muted">
                Nothing has that name.
              </Command.Empty>
              {shown.map((group) => (
                <Command.Group
                  key={group.title}
                  heading={group.title}
                  className="**:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:pt-2.5 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-fg-subtle **:[[cmdk-group-heading]]:text-xs"
                >
                  {group.items.map((item) => (
                    <PaletteRow
                      key={item.id}
                      item={item}
                      query={query}
                      found={found.includes(item)}
                      onChoose={choose}
                    />
                  ))}
                </Command.Group>
              ))}
            </Command.List>
            <PaletteFooter />
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** One group for each title, in the order of their first items. */
function mergeGroups(groups: readonly PaletteGroup[]): PaletteGroup[] {
  const byTitle = Map.groupBy(groups, (group) => group.title);
  return [...byTitle]
    .map(([title, same]) => ({ title, items: same.flatMap((group) => group.items) }))
    .filter((group) => group.items.length > 0);
}

function PaletteFooter() {
  return (
    <footer className="flex items-center gap-4 border-line border-t bg-chrome px-4 py-2 text-fg-subtle text-xs max-narrow:hidden">
      <span className="inline-flex items-center gap-1">
        <Keys keys={["↑", "↓"]} /> move
      </span>
      <span className="inline-flex items-center gap-1">
        <Keys keys={["↵"]} /> open
      </span>
      <span className="ml-auto inline-flex items-center gap-1">
        <Keys keys={["esc"]} /> close
      </span>
    </footer>
  );
}
