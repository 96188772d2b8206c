import { Equal, EqualNot } from "lucide-react";
import type { Compared } from "#lib/engines/verify/index.ts";
import { cn } from "../ui/cn.ts";
import { VisibleText } from "../ui/visible-text.tsx";
import { type Encoding, encodingsOf } from "./encodings.ts";

/** What a check compared, value by value: never cut, in every encoding, equal or different said. */
export function ComparedValues({
  rows,
  fails,
}: {
  rows: readonly Compared[];
  /** Whether a difference is what the check fails of; otherwise it is only told. */
  fails: boolean;
}) {
  return (
    <dl className="grid gap-px overflow-hidden rounded-sm border border-line bg-line">
      {rows.map((row, at) => {
        const other = rows.find(({ label }) => label === row.against);
        const isSame = other && other.value === row.value;
        return (
          <div
            key={row.label}
            className="keep grid grid-cols-[122px_minmax(0,1fr)] gap-x-2 bg-sunken px-2.5 py-1.5 text-xs/[18px] max-narrow:grid-cols-1 print:grid-cols-[200px_minmax(0,1fr)]"
          >
            <dt className="text-fg-subtle max-narrow:flex max-narrow:flex-wrap max-narrow:content-start max-narrow:gap-x-3">
              {row.label}
              {other && (
                <Mark
                  isSame={isSame === true}
                  to={rows[at - 1]?.value === other.value ? null : other.label}
                  fails={fails}
                />
              )}
            </dt>
            <dd className="min-w-0">
              {encodingsOf(row.value).map((encoding, nth) => (
                <Value
                  key={encoding.name}
                  label={row.label}
                  isSecond={nth > 0}
                  encoding={encoding}
                  bad={fails && isSame === false}
                />
              ))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** Whether a row equals what it is held against, which is named where the row before says another. */
function Mark({ isSame, to, fails }: { isSame: boolean; to: string | null; fails: boolean }) {
  const Icon = isSame ? Equal : EqualNot;
  return (
    <span
      className={cn(
        "flex items-baseline gap-1",
        isSame ? "text-fg-muted" : fails ? "font-medium text-danger" : "text-fg",
      )}
    >
      <Icon aria-hidden="true" className="size-3 self-center" />
      {isSame ? "Equal" : "Different"}
      {to !== null && <span className="font-normal text-fg-subtle">to {to}</span>}
    </span>
  );
}

function Value({
  label,
  encoding,
  isSecond,
  bad,
}: {
  label: string;
  encoding: Encoding;
  /** The same bytes once more: not on paper. */
  isSecond: boolean;
  bad: boolean;
}) {
  const { name, text } = encoding;
  if (name === null) {
    return (
      <span className={cn("break-words", bad ? "text-danger" : "text-fg")}>
        <VisibleText text={text} />
      </span>
    );
  }
  return (
    <span
      className={cn(
        "grid grid-cols-[42px_minmax(0,1fr)_20px] items-start gap-x-1.5",
        isSecond && "noprint",
      )}
    >
      <span className="text-[11px] text-fg-subtle">{name}</span>
      <span
        className={cn(
          "whitespace-pre-wrap break-all font-mono text-[11px]",
          bad ? "text-danger" : "text-fg",
        )}
      >
        {text}
      </span>
      <button type="button" aria-label={`Copy ${label} in ${name}`} className="copy-here reach" />
    </span>
  );
}
