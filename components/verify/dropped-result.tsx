import { CopyHere } from "../ui/copy-here.tsx";
import { Digest } from "../ui/digest.tsx";
import { FactsList } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";
import { CheckDetails } from "./check-details.tsx";
import type { DroppedCheck } from "./check-dropped.ts";
import { Verdict, verdictTitle } from "./verdict.tsx";
import {
  countWords,
  isOfReport,
  reportVerdictKind,
  type VerdictKind,
  verdictKind,
} from "./view.ts";

/** The answer to what was dropped: a verdict, what it is about, and every check. */
export function DroppedResult({ check }: { check: DroppedCheck }) {
  const { verification, tookMs } = check;
  const kind = kindOf(check);
  const failed = verification.checks.find(({ outcome }) => outcome === "fails");
  const facts = factsOf(check);
  return (
    <div className="mt-4 grid gap-4">
      <Verdict kind={kind} title={titleOf(kind, check)} nested>
        {failed ? failed.reason : check.gate} {countWords(verification.checks)}. Checked in this
        browser in {tookMs} ms, {against(check)}.
      </Verdict>
      {facts.length > 0 && <FactsList facts={facts} />}
      <CopyHere>
        {verification.checks.map((one) => (
          <CheckDetails key={one.id} check={one} nested allHold={failed === undefined} />
        ))}
      </CopyHere>
    </div>
  );
}

/** One sentence of it, for whoever cannot see the verdict appear. */
export function droppedSentence(check: DroppedCheck): string {
  const { gate, verification } = check;
  const { checks } = verification;
  const words = [titleOf(kindOf(check), check), ...(gate === null ? [] : [gate])].join(" ");
  return `${words} ${countWords(checks)}.`;
}

function kindOf({ verification }: DroppedCheck): VerdictKind {
  return isOfReport(verification.checks)
    ? reportVerdictKind(verification)
    : verdictKind(verification);
}

function titleOf(kind: VerdictKind, { isMergeAlone, verification }: DroppedCheck): string {
  const bytes = verification.checks.find(({ id }) => id === "report_bytes");
  if (bytes?.outcome === "not_run" && kind !== "report_invalid") {
    return "The signature is genuine. The report was not given.";
  }
  if (isMergeAlone) {
    if (kind === "invalid") return "Do not trust this merge.";
    if (kind === "changed") return "The merge is genuine. It is not what was approved.";
    return "The merge is genuine. Its approval was not given.";
  }
  return kind === "private" ? "This fix is genuine. Its patch was not given." : verdictTitle(kind);
}

/** Whose keys and whose log it was held against: nothing is genuine but for those. */
function against({ keys, root }: DroppedCheck): string {
  const own = keys === "dropped" ? "your keys.json" : "the keys published here";
  const log = root === "dropped" ? "your trusted_root.json" : "this installation’s log";
  return `against ${own} and ${log}`;
}

function factsOf({ verification }: DroppedCheck) {
  const { statement, mergedStatement, reportStatement, verifiedTime, logIndex } = verification;
  const approval = statement?.predicate.approval;
  const commit =
    statement?.subject[1].digest.gitCommit ?? mergedStatement?.predicate.merged.gitCommit;
  const fixId = statement?.predicate.fixId ?? mergedStatement?.predicate.fixId;
  return [
    ...(fixId ? [{ label: "Fix", value: <span className="font-mono text-xs">{fixId}</span> }] : []),
    ...(reportStatement
      ? [
          {
            label: "Campaign",
            value: <span className="font-mono text-xs">{reportStatement.predicate.reportId}</span>,
          },
          {
            label: "Report",
            value: (
              <Digest
                value={reportStatement.subject[0].digest.sha256}
                algorithm="sha256"
                label="report digest"
                long
              />
            ),
          },
        ]
      : []),
    ...(commit ? [{ label: "Commit", value: <Digest value={commit} label="commit" long /> }] : []),
    ...(approval
      ? [{ label: "Approved", value: <Time at={approval.at} format="absolute" /> }]
      : []),
    ...(verifiedTime
      ? [
          {
            label: "Logged",
            value: (
              <>
                <Time at={verifiedTime} format="absolute" />, as entry {logIndex}
              </>
            ),
          },
        ]
      : []),
  ];
}
