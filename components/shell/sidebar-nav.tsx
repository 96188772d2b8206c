"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "../ui/cn.ts";
import { shellIcons } from "./icons.tsx";
import { useShell } from "./shell-context.tsx";
import { assuranceNav, mainNav, type NavItem, organizationPath, type ShellView } from "./view.ts";

export function SidebarNav({ look, onGo }: { look: "side" | "drawer"; onGo?: () => void }) {
  const side = look === "side";
  return (
    <>
      <nav aria-label="Main" className="grid gap-px">
        {mainNav.map((item) => (
          <Item key={item.path} item={item} side={side} {...(onGo ? { onGo } : {})} />
        ))}
      </nav>
      <nav aria-label="Assurance" className="grid gap-px">
        <p className={cn("px-[9px] pt-2 pb-1 text-fg-subtle text-xs", side && "max-rail:sr-only")}>
          Assurance
        </p>
        {assuranceNav.map((item) => (
          <Item key={item.path} item={item} side={side} {...(onGo ? { onGo } : {})} />
        ))}
      </nav>
    </>
  );
}

function countOf(item: NavItem, counts: ShellView["counts"]): { value: number; person: boolean } {
  switch (item.path) {
    case "/findings":
      return { value: counts.findings, person: false };
    case "/runs":
      return { value: counts.runs, person: false };
    case "/fixes":
      return { value: counts.fixesWaiting, person: true };
    case "/campaigns":
      return { value: counts.gatesFailed, person: true };
    case "/repositories":
      return { value: counts.repositories, person: false };
    default:
      return { value: 0, person: false };
  }
}

function Item({ item, side, onGo }: { item: NavItem; side: boolean; onGo?: () => void }) {
  const { view } = useShell();
  const pathname = usePathname();
  const href = organizationPath(view.organization.slug, item.path);
  const on = item.path === "" ? pathname === href : pathname.startsWith(href);
  const { value, person } = countOf(item, view.counts);
  const Icon = shellIcons[item.icon];
  return (
    <Link
      href={href}
      title={`${item.label} (g ${item.go})`}
      aria-current={on ? "page" : undefined}
      {...(onGo ? { onClick: onGo } : {})}
      className={cn(
        "relative flex h-[30px] items-center gap-[9px] rounded-md px-[9px] font-medium no-underline",
        side ? "max-rail:h-9 max-rail:justify-center max-rail:p-0" : "h-10",
        on ? "bg-active text-fg" : "text-fg-muted hover:bg-hover hover:text-fg",
      )}
    >
      <Icon aria-hidden="true" className={on ? "text-fg" : "text-fg-subtle"} />
      <span className={cn("flex-1", side && "max-rail:sr-only")}>{item.label}</span>
      {value > 0 && person && <PersonCount value={value} side={side} />}
      {value > 0 && !person && (
        <span
          className={cn(
            "font-normal text-xs tabular-nums",
            on ? "text-fg-muted" : "text-fg-subtle",
            side && "max-rail:sr-only",
          )}
        >
          {value.toLocaleString("en")}
        </span>
      )}
    </Link>
  );
}

function PersonCount({ value, side }: { value: number; side: boolean }) {
  const words = value === 1 ? "1 needs a person" : `${value} need a person`;
  return (
    <>
      <span
        title={words}
        className={cn(
          "inline-grid h-[18px] min-w-[18px] place-items-center rounded-full bg-ember-wash px-[5px] font-semibold text-2xs text-ember tabular-nums ring-1 ring-ember-line ring-inset",
          side && "max-rail:sr-only",
        )}
      >
        {value}
        <span className="sr-only"> waiting for a person</span>
      </span>
      {side && (
        <span
          aria-hidden="true"
          className="absolute top-1.5 right-2 size-[7px] rounded-full bg-ember-solid ring-2 ring-chrome rail:hidden"
        />
      )}
    </>
  );
}
