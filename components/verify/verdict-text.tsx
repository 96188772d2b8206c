import type { ReactNode } from "react";
import { countChecks, type VerdictKind, type VerifyCheck } from "./view.ts";

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** Why the verdict is what it is, in one or two sentences: who, what, when, and how many checks. */
export function VerdictText({
  kind,
  checks,
  organization,
  approvedAt,
}: {
  kind: VerdictKind;
  checks: readonly VerifyCheck[];
  organization: string;
  approvedAt?: string | undefined;
}): ReactNode {
  const { holds, fails, notRun, withheld } = countChecks(checks);
  const merged = checks.some((check) => check.link === "merged" && check.outcome === "holds");
  const when = approvedAt ? ` on ${day.format(new Date(approvedAt))}` : "";
  const end = merged ? ", and it was merged unchanged." : ". It is not merged yet.";

  switch (kind) {
    case "valid":
      return (
        <>
          A person at <b>{organization}</b> approved exactly this change{when}, it was signed with
          their key{end}{" "}
          {notRun === 0 ? `All ${holds} checks hold.` : `${holds} checks hold, ${notRun} not run.`}
        </>
      );
    case "private":
      return (
        <>
          A person at <b>{organization}</b> approved exactly one change{when}, it was signed with
          their key{end} {holds} of {holds} checks that can be run hold.{" "}
          {withheld === 1 ? "One needs" : `${withheld} need`} the patch, which only {organization}{" "}
          can show.
        </>
      );
    case "invalid":
      return (
        <>
          {checks.find((check) => check.outcome === "fails")?.reason ??
            "A check that must hold could not be run."}{" "}
          {fails} of {checks.length} checks {fails === 1 ? "fails" : "fail"}
          {notRun > 0 && ` and ${notRun} could not be run`}.
        </>
      );
    case "voided":
      return (
        <>
          A new commit came after a person at <b>{organization}</b> approved{when}. What was
          approved is not what the branch holds now, so nothing was signed.
        </>
      );
  }
}
