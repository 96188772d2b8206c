"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

const itemClass =
  "flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 text-fg-muted no-underline outline-none data-[disabled]:text-fg-subtle data-[highlighted]:bg-active data-[highlighted]:text-fg max-narrow:min-h-10 [&>.lucide]:text-fg-subtle";

export function Menu({
  trigger,
  align = "start",
  className,
  children,
}: {
  trigger: ReactNode;
  align?: "start" | "end";
  className?: string;
  children: ReactNode;
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            "z-50 min-w-52 animate-settle rounded-lg bg-raised p-1 text-sm shadow-overlay",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({
  danger = false,
  className,
  ...props
}: ComponentProps<typeof Radix.Item> & { danger?: boolean }) {
  return <Radix.Item className={cn(itemClass, danger && "text-danger!", className)} {...props} />;
}

export function MenuLink({
  href,
  current = false,
  children,
}: {
  href: string;
  current?: boolean;
  children: ReactNode;
}) {
  return (
    <Radix.Item asChild>
      <Link href={href} className={itemClass} {...(current ? { "aria-current": "true" } : {})}>
        <span className="flex min-w-0 flex-1 items-center gap-2 truncate">{children}</span>
        {current && <Check aria-hidden="true" className="size-3.5" />}
      </Link>
    </Radix.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-2 pb-1 text-fg-subtle text-xs">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
