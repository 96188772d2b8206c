import Link from "next/link";
import { VisibleText } from "#components/ui/visible-text.tsx";
import { describeRule } from "#lib/services/findings/index.ts";
import type { FixDetail } from "#lib/services/fixes/index.ts";

/** Who found what is fixed, and where; or that a person asked for it. */
export function FoundBy({ fix: { finding, ruleId } }: { fix: FixDetail }) {
  const { task, alertUrl, detector, path, startLine } = finding;
  if (task) {
    return (
      <>
        Asked for by a person
        {alertUrl && (
          <>
            , in{" "}
            <a href={alertUrl} className="link" rel="noreferrer">
              a comment on the forge
            </a>
          </>
        )}
        .
      </>
    );
  }
  const place = <span className="break-all font-mono">{`${path}:${startLine}`}</span>;
  if (detector !== null) {
    return (
      <>
        Reported by <VisibleText text={detector} />, rule{" "}
        <span className="break-all font-mono">
          <VisibleText text={ruleId} />
        </span>
        , at {place}.
      </>
    );
  }
  return (
    <>
      Found by rule{" "}
      {describeRule(ruleId) === null ? (
        <span className="break-all font-mono">{ruleId}</span>
      ) : (
        <Link href={`/docs/rules/${ruleId}`} className="link font-mono">
          {ruleId}
        </Link>
      )}{" "}
      at {place}.
    </>
  );
}
