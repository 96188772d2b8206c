"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./button.tsx";
import { cn } from "./cn.ts";
import { useReturnedFocus } from "./use-returned-focus.ts";

/** A question that interrupts. `footer` holds the two answers, each in words of its own. */
export function Dialog({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  footer,
  className,
  children,
}: {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactNode;
  title: string;
  description?: ReactNode;
  footer?: ReactNode;
  className?: string;
  children?: ReactNode;
}) {
  const returnedFocus = useReturnedFocus();
  return (
    <Radix.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 grid animate-appear place-items-center overflow-y-auto bg-scrim p-4">
          <Radix.Content
            {...returnedFocus}
            {...(description ? {} : { "aria-describedby": undefined })}
            className={cn(
              "w-full max-w-[480px] animate-settle rounded-lg bg-raised shadow-overlay focus:outline-none",
              className,
            )}
          >
            <div className="flex items-center justify-between pt-4 pr-3 pl-5">
              <Radix.Title className="font-semibold text-md">{title}</Radix.Title>
              <Radix.Close asChild>
                <IconButton label="Close">
                  <X aria-hidden="true" />
                </IconButton>
              </Radix.Close>
            </div>
            <div className="grid gap-4 px-5 pt-2 pb-5 text-fg-muted">
              {description && (
                <Radix.Description asChild>
                  <div>{description}</div>
                </Radix.Description>
              )}
              {children}
            </div>
            {footer && (
              <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3">
                {footer}
              </footer>
            )}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const DialogClose = Radix.Close;
