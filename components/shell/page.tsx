import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";
import { Bar, type Crumb } from "./bar.tsx";

/** The bar and the 1200 px column of a console page. `bar` stands on the bar's far side. */
export function ConsolePage({
  crumbs,
  bar,
  footer,
  className,
  children,
}: {
  crumbs: readonly Crumb[];
  bar?: ReactNode;
  /** What stays in view below the column, as the approval does. */
  footer?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <>
      <Bar crumbs={crumbs}>{bar}</Bar>
      <main
        id="main"
        tabIndex={-1}
        className={cn(
          "mx-auto grid w-full max-w-[calc(var(--page)+64px)] grid-cols-1 content-start gap-6 px-8 pt-7 pb-16 outline-none max-narrow:gap-5 max-narrow:px-4 max-narrow:pt-5 max-narrow:pb-10",
          className,
        )}
      >
        {children}
      </main>
      {footer}
    </>
  );
}

export function PageHead({
  title,
  lede,
  children,
}: {
  title: string;
  lede?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="flex items-end gap-6 max-narrow:flex-col max-narrow:items-stretch max-narrow:gap-4">
      <div className="flex-1">
        <h1 className="font-semibold text-xl">{title}</h1>
        {lede && <p className="mt-1 text-base text-fg-muted">{lede}</p>}
      </div>
      {children && <div className="flex flex-wrap gap-2">{children}</div>}
    </div>
  );
}
