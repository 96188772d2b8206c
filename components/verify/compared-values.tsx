import type { Compared } from "#lib/engines/verify/index.ts";
import { VisibleText } from "../ui/visible-text.tsx";
import { encodingsOf } from "./encodings.ts";

/**
 * What a check compared, value by value: never cut, in every encoding, equal or different said. A page
 * has hundreds of values and writes each twice, so their look is in app/styles/compared.css.
 */
export function ComparedValues({
  rows,
  fails,
}: {
  rows: readonly Compared[];
  /** Whether a difference is what the check fails of; otherwise it is only told. */
  fails: boolean;
}) {
  return (
    <dl className={fails ? "compared compared-fails" : "compared"}>
      {rows.map((row, at) => {
        const other = rows.find(({ label }) => label === row.against);
        const differs = other !== undefined && other.value !== row.value;
        // Named only where the row before says another value.
        const to = rows[at - 1]?.value === other?.value ? undefined : other?.label;
        return (
          <div key={row.label} className={differs ? "differs" : undefined}>
            <dt>
              {row.label}
              {other && (
                <b>
                  {differs ? "Different" : "Equal"}
                  {to && ` to ${to}`}
                </b>
              )}
            </dt>
            <dd>
              <Value
                label={row.label}
                value={row.value}
                isAgain={other !== undefined && !differs}
              />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The other encoding of bytes stands with the value that they equal. */
function Value({ label, value, isAgain }: { label: string; value: string; isAgain: boolean }) {
  const [first, ...others] = encodingsOf(value);
  return [first, ...(isAgain ? [] : others)].map(({ name, text }) =>
    name === null ? (
      <VisibleText key={label} text={text} />
    ) : (
      <p key={name}>
        <i>{name}</i>
        <code>{text}</code>
        <button type="button" aria-label={`Copy ${label} in ${name}`} className="copy-here" />
      </p>
    ),
  );
}
