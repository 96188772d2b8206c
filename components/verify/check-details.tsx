import { Check, ChevronDown, CircleDashed, Lock, X } from "lucide-react";
import { cn } from "../ui/cn.ts";
import { ComparedValues } from "./compared-values.tsx";
import { outcomeWords, type VerifyCheck } from "./view.ts";

const icons = { holds: Check, fails: X, withheld: Lock, not_run: CircleDashed } as const;

/** One check, closed to its title or opened to what it compared. A failed one stands open. */
export function CheckDetails({
  check,
  allHold,
  nested = false,
  word,
}: {
  check: VerifyCheck;
  allHold: boolean;
  nested?: boolean;
  /** In place of the outcome's own. */
  word?: string;
}) {
  const ownWord = outcomeWords[check.outcome];
  const Icon = icons[check.outcome];
  const fails = check.outcome === "fails";
  return (
    <details
      id={`${nested ? "dropped" : "check"}-${check.id}`}
      open={fails}
      data-check
      className={cn(
        "group keep scroll-mt-20 border border-line bg-raised first-of-type:rounded-t-md last-of-type:rounded-b-md [&+details]:border-t-0",
        fails && "border-danger-line bg-danger-wash",
      )}
    >
      <summary
        className={cn(
          "grid min-h-9 list-none grid-cols-[16px_minmax(0,1fr)_auto_14px] items-center gap-2.5 px-3 py-[7px] text-sm hover:bg-hover [&::-webkit-details-marker]:hidden",
          check.outcome === "not_run" && "text-fg-subtle",
        )}
      >
        <Icon
          aria-hidden="true"
          className={cn(
            fails ? "text-danger" : "text-fg-subtle",
            check.outcome === "holds" && (allHold ? "text-verified" : "text-fg-muted"),
          )}
        />
        <span>{check.title}</span>
        <em className={cn("text-xs", fails ? "font-medium text-danger" : "text-fg-subtle")}>
          {word ?? ownWord}
        </em>
        <ChevronDown
          aria-hidden="true"
          className="noprint size-3.5 text-fg-subtle transition-[rotate] duration-160 group-open:rotate-180"
        />
      </summary>
      <div className="pr-3 pb-3 pl-[38px] text-fg-muted text-xs max-narrow:pl-3">
        {check.compared.length > 0 && <ComparedValues rows={check.compared} fails={fails} />}
        {check.reason && (
          <p className={cn("mt-2 flex gap-1.5", fails && "font-medium text-danger")}>
            <Icon aria-hidden="true" className="mt-px size-3.5" />
            <span>{check.reason}</span>
          </p>
        )}
      </div>
    </details>
  );
}
