import type { ReactNode } from "react";

/** The facts of a fix: prose and validation beside the way from proposal to merge. */
export function FixGrid({ aside, children }: { aside: ReactNode; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_340px] items-start gap-6 max-rail:grid-cols-1">
      <div className="grid gap-6">{children}</div>
      <aside className="grid gap-6">{aside}</aside>
    </div>
  );
}
