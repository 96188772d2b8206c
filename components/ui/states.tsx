import type { LucideIcon } from "lucide-react";
import { Unplug } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";
import { CopyButton } from "./copy-button.tsx";

/**
 * One sentence, one action, one sample. Give the action and the sample as children. `level` 1 is
 * for a state that is the whole page.
 */
export function EmptyState({
  icon: Icon,
  level = 2,
  title,
  text,
  children,
}: {
  icon?: LucideIcon;
  level?: 1 | 2;
  title: string;
  text: ReactNode;
  children?: ReactNode;
}) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className="grid justify-items-center gap-1 px-4 py-10 text-center">
      {Icon && <Icon aria-hidden="true" className="mb-1.5 size-5 text-fg-subtle" />}
      <Heading className="font-semibold text-sm">{title}</Heading>
      <p className="max-w-[60ch] text-fg-muted">{text}</p>
      {children && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}

/** What happened, what to do, and the id of the request to quote. */
export function ErrorState({
  title,
  text,
  requestId,
  icon: Icon = Unplug,
  level = 2,
  className,
  children,
}: {
  level?: 1 | 2;
  title: string;
  text: ReactNode;
  requestId?: string | undefined;
  icon?: LucideIcon;
  className?: string;
  children?: ReactNode;
}) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div
      role="alert"
      className={cn(
        "grid grid-cols-[16px_minmax(0,1fr)] gap-3 rounded-lg border border-line-strong bg-raised p-4",
        className,
      )}
    >
      <Icon aria-hidden="true" className="mt-0.5 text-fg-muted" />
      <div>
        <Heading className="font-semibold text-sm">{title}</Heading>
        <p className="text-fg-muted">{text}</p>
        {(children || requestId) && (
          <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
            {children}
            {requestId && <RequestId value={requestId} />}
          </div>
        )}
      </div>
    </div>
  );
}

function RequestId({ value }: { value: string }) {
  return (
    <span className="inline-flex items-center gap-0.5 font-mono text-xs">
      <span className="mr-1 font-sans text-fg-subtle">Request</span>
      <span className="break-all">{value}</span>
      <CopyButton value={value} label="Copy request id" />
    </span>
  );
}

export function Skeleton({ className, ...props }: ComponentProps<"span">) {
  return (
    <span
      aria-hidden="true"
      className={cn("inline-block h-3 animate-skeleton rounded-[3px] bg-active", className)}
      {...props}
    />
  );
}

/** A panel of two-line rows that is still on its way. */
export function SkeletonPanel({ rows = 4, className }: { rows?: number; className?: string }) {
  const widths = ["w-3/5", "w-1/2", "w-2/3", "w-2/5"];
  return (
    <div
      role="status"
      aria-busy="true"
      aria-label="Loading"
      className={cn("rounded-lg border border-line bg-raised", className)}
    >
      <div className="flex min-h-11 items-center gap-2 border-line border-b px-4">
        <Skeleton className="w-28" />
        <Skeleton className="w-[18px]" />
      </div>
      <div className="grid divide-y divide-line">
        {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key, row) => (
          <div
            key={key}
            className="grid min-h-[58px] grid-cols-[16px_minmax(0,1fr)_64px] max-narrow:gap-2 items-center gap-4 px-4 py-2.5"
          >
            <Skeleton className="size-4" />
            <span className="grid gap-2">
              <Skeleton className={widths[row % widths.length]} />
              <Skeleton className="h-[9px] w-1/3" />
            </span>
            <Skeleton className="h-[9px] w-16" />
          </div>
        ))}
      </div>
    </div>
  );
}

/** The head of a page and its first panel while they load. */
export function SkeletonPage({ panels = 2 }: { panels?: number }) {
  return (
    <div className="grid grid-cols-1 gap-6">
      <div className="grid grid-cols-1 gap-2">
        <Skeleton className="h-6 w-44" />
        <Skeleton className="w-80 max-w-full" />
      </div>
      {Array.from({ length: panels }, (_, panel) => `panel-${panel}`).map((key) => (
        <SkeletonPanel key={key} />
      ))}
    </div>
  );
}
