import type { ReactNode } from "react";

/** Why the fault matters, how the value gets there, and which rule found it where. */
export function WhyItMatters({
  text,
  flow = [],
  children,
}: {
  text: ReactNode;
  /** From the outside to the fault: "POST /bookings", "order.labelUrl", "exec(…)". */
  flow?: readonly string[];
  /** The small print: the rule, the place, the weakness. */
  children?: ReactNode;
}) {
  return (
    <section aria-labelledby="h-why" className="grid gap-2.5">
      <h2 id="h-why" className="font-semibold text-sm">
        Why it matters
      </h2>
      <div className="max-w-[70ch] text-base text-fg-muted">{text}</div>
      {flow.length > 0 && (
        <ol
          aria-label="How the value gets there"
          className="flex flex-wrap gap-y-1.5 font-mono text-xs"
        >
          {flow.map((step) => (
            <li key={step} className="group flex items-center">
              <span className="rounded-sm border border-line bg-sunken px-2 py-[3px]">{step}</span>
              <span aria-hidden="true" className="px-2 text-fg-subtle group-last:hidden">
                →
              </span>
            </li>
          ))}
        </ol>
      )}
      {children && <div className="max-w-[70ch] text-fg-subtle text-xs">{children}</div>}
    </section>
  );
}
