import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

export function Panel({ className, ...props }: ComponentProps<"section">) {
  return (
    <section
      className={cn("flex min-w-0 flex-col rounded-lg border border-line bg-raised", className)}
      {...props}
    />
  );
}

/** Title, what stands beside it, and on the far side a link or a hint. `id` labels the panel. */
export function PanelHeader({
  id,
  title,
  beside,
  children,
}: {
  id?: string;
  title: string;
  beside?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="flex min-h-11 items-center gap-2 border-line border-b px-4 max-narrow:flex-wrap max-narrow:px-3 max-narrow:py-2">
      <h2 id={id} className="font-semibold text-sm">
        {title}
      </h2>
      {beside}
      {children && <div className="ml-auto text-fg-subtle text-xs">{children}</div>}
    </header>
  );
}

export function Rows({ className, ...props }: ComponentProps<"ul">) {
  return <ul className={cn("grid flex-1 divide-y divide-line", className)} {...props} />;
}

/** One row of a list; the caller gives its columns as `grid-cols-…`. */
export function Row({ className, ...props }: ComponentProps<"li">) {
  return (
    <li
      className={cn(
        "grid items-center gap-x-4 px-4 py-2.5 transition-colors duration-90 last:rounded-b-[7px] hover:bg-hover has-focus-visible:bg-hover max-narrow:p-3",
        className,
      )}
      {...props}
    />
  );
}

export interface Fact {
  label: string;
  value: ReactNode;
}

/** Facts under one another. `side` is for narrow columns, `page` for public pages. */
export function FactsList({
  facts,
  look = "page",
  className,
}: {
  facts: readonly Fact[];
  look?: "page" | "side";
  className?: string;
}) {
  const page = look === "page";
  return (
    <dl className={cn(page && "border-line border-t", className)}>
      {facts.map((fact) => (
        <div
          key={fact.label}
          className={cn(
            "keep grid",
            page
              ? "grid-cols-[168px_minmax(0,1fr)] gap-4 border-line border-b py-2 text-sm max-narrow:grid-cols-1 max-narrow:gap-0 print:grid-cols-[132px_minmax(0,1fr)] print:gap-3"
              : "grid-cols-[84px_minmax(0,1fr)] gap-3 py-[3px] text-xs/5 text-fg-muted",
          )}
        >
          <dt className="text-fg-subtle">{fact.label}</dt>
          <dd className="min-w-0">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
