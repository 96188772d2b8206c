"use client";

import { Dialog } from "radix-ui";
import { useReturnedFocus } from "../ui/use-returned-focus.ts";
import { Sidebar } from "./sidebar.tsx";

/** The sidebar on a narrow screen. */
export function Drawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const returnedFocus = useReturnedFocus();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-appear bg-scrim" />
        <Dialog.Content
          {...returnedFocus}
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 w-[min(288px,calc(100vw-48px))] animate-appear overflow-y-auto border-line border-r bg-chrome focus:outline-none"
        >
          <Dialog.Title className="sr-only">Menu</Dialog.Title>
          <Sidebar look="drawer" onGo={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
