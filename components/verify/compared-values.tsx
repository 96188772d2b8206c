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
            className="keep grid grid-cols-[148px_minmax(0,1fr)] gap-x-3 bg-sunken px-2.5 py-1.5 text-xs/[18px] max-narrow:grid-cols-1 print:grid-cols-[148px_minmax(0,1fr)]"
          >
            <dt className="text-fg-subtle max-narrow:flex max-narrow:flex-wrap max-narrow:gap-x-3">
              {row.label}
              {other && (
                <Mark
                  isSame={isSame === true}
                  to={rows[at - 1] === other ? null : other.label}
                  fails={fails}
                />
              )}
            </dt>
            <dd className="min-w-0">
              {encodingsOf(row.value).map((encoding) => (
                <Value
                  key={encoding.name}
                  label={row.label}
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

/** Said of a row: whether it equals the one before it, or the one that is named. */
function Mark({ isSame, to, fails }: { isSame: boolean; to: string | null; fails: boolean }) {
  const Icon = isSame ? Equal : EqualNot;
  return (
    <span
      className={cn(
        "flex items-center gap-1",
        isSame ? "text-fg-muted" : fails ? "font-medium text-danger" : "text-fg",
      )}
    >
      <Icon aria-hidden="true" className="size-3" />
      {isSame ? "Equal" : "Different"}
      {to !== null && <span className="font-normal text-fg-subtle">: {to}</span>}
    </span>
  );
}

function Value({ label, encoding, bad }: { label: string; encoding: Encoding; bad: boolean }) {
  const { name, text } = encoding;
  if (name === null) {
    return (
      <span className={cn("break-words", bad ? "text-danger" : "text-fg")}>
        <VisibleText text={text} />
      </span>
    );
  }
  return (
    <span className="grid grid-cols-[38px_minmax(0,1fr)_20px] items-start gap-x-2">
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
