import type { ReactNode } from "react";
import type { ChainStep } from "#components/verify/chain.tsx";
import type { ReportLinkId } from "#components/verify/chain-links.ts";
import { type ReportVerdictKind, reportVerdictKind } from "#components/verify/view.ts";
import { gateWords } from "#lib/engines/verify/index.ts";
import { openName, type PublicReportVerification } from "#lib/services/provenance/index.ts";

export interface ReportVerdict {
  readonly kind: ReportVerdictKind;
  /** In place of the usual one: the report itself was not compared here. */
  readonly title?: string;
  readonly text: ReactNode;
}

/** Whose signature it is and what the gate said, both: a genuine report of a failure is no pass. */
export function reportVerdictOf({
  verification,
  organization,
}: PublicReportVerification): ReportVerdict {
  const kind = reportVerdictKind(verification);
  const statement = verification.reportStatement;
  if (kind === "report_invalid" || statement === undefined) {
    const failed = verification.checks.find((check) => check.outcome === "fails");
    return { kind, text: failed?.reason ?? "A check that has to hold could not be made." };
  }
  const own = verification.checks.filter(({ id }) => id !== "second_opinion");
  const holds = own.filter(({ outcome }) => outcome === "holds").length;
  return {
    kind,
    title: `Signed by ${organization}, unchanged. ${gateWords(statement.predicate).text}`,
    text: (
      <>
        {
          "The signature says that this is what the report says, and when it was signed. It does not say that "
        }
        {"the agent is safe. "}
        All {holds} checks that can be made without the report hold.
      </>
    ),
  };
}

/** Of the page, as a tab or a bookmark shows it. */
export function reportTitle({ verification, reportId }: PublicReportVerification): string {
  const kind = reportVerdictKind(verification);
  if (kind === "report_invalid") return `Invalid report ${reportId}`;
  const gates = { report_passed: "passed", report_failed: "failed", report_open: "undecided" };
  return `Verified report ${reportId}, gate ${gates[kind]}`;
}

/** What is said of each link besides its checks. */
export function reportSteps(
  answer: PublicReportVerification,
): Partial<Record<ReportLinkId, ChainStep>> {
  const { verification, organization, reportId } = answer;
  const { reportStatement: statement, verifiedTime, logIndex } = verification;
  if (statement === undefined) return {};
  const { predicate } = statement;
  const by = openName(predicate.signedFor);
  return {
    reported: {
      at: predicate.endedAt,
      text: `By Etna’s adversarial suite, at the end of the campaign. ${gateWords(predicate).text}`,
    },
    signed: {
      ...(verifiedTime && { at: verifiedTime }),
      text: by ? (
        <>
          With {organization}’s Ed25519 key, for <b>{by}</b>.
        </>
      ) : (
        `With ${organization}’s Ed25519 key, for a person whose name they keep private.`
      ),
    },
    logged: {
      ...(verifiedTime && { at: verifiedTime }),
      text:
        logIndex === undefined ? (
          "In a log that can only grow."
        ) : (
          <>
            As{" "}
            <a href={`/log/entries/${logIndex}?report=${reportId}`} className="link">
              entry {logIndex}
            </a>{" "}
            of a log that can only grow.
          </>
        ),
    },
  };
}

/** What a reader does about a report that is not to be trusted; nothing about one that is. */
export function reportAdvice(
  kind: ReportVerdictKind,
  { organization }: PublicReportVerification,
): readonly { readonly id: string; readonly text: string }[] {
  if (kind !== "report_invalid") return [];
  return [
    { id: "stop", text: "Do not rely on this report." },
    {
      id: "ask",
      text: `Ask ${organization} for the bundle and the report that they kept, and drop both below.`,
    },
    {
      id: "keys",
      text: "cosign does not know of keys that were taken back. Here keys.json decides.",
    },
  ];
}
