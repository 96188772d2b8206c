import type { ReactNode } from "react";
import { FixResult } from "#components/fixes/fix-result.tsx";
import { Markdown } from "#components/markdown/markdown.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { VisibleText } from "#components/ui/visible-text.tsx";
import { mergeWords } from "#components/verify/merge-words.ts";
import type { FixDetail } from "#lib/services/fixes/index.ts";

/** What became of the fix, where there is anything to say before its facts. */
export function Outcome({ fix, organization }: { fix: FixDetail; organization: string }) {
  const publicPage = fix.logIndex !== null && (
    <ButtonLink href={`/verify/${fix.id}`}>Open its public page</ButtonLink>
  );
  switch (fix.state) {
    case "proposed":
      return fix.voided ? <Voided fix={fix} /> : <Ci fix={fix} />;
    case "approved":
      return fix.conflicted ? (
        <Conflict fix={fix} />
      ) : (
        <FixResult
          kind="signing"
          title={`Approved by ${fix.approvedBy ?? "a member"}. Being signed.`}
          text={`The ${organization} key signs it, and the log takes it in. This page says when that is done.`}
        />
      );
    case "signed":
      return (
        <FixResult
          kind="signed"
          title="Signed. Anyone can check it."
          text={
            fix.conflicted
              ? `Entry ${fix.logIndex} of the log. It conflicts with ${fix.targetBranch}: a person has to bring ${fix.branch} up to date, which makes another commit than the signed one.`
              : `Entry ${fix.logIndex} of the log. Merging ${fix.branch} is yours to do.`
          }
        >
          {publicPage}
        </FixResult>
      );
    case "merged":
      return fix.logIndex === null ? (
        <FixResult
          kind="stopped"
          title="Merged without an approval here."
          text="It was not signed: nobody approved it in Etna before it was merged."
        />
      ) : (
        <Merged fix={fix}>
          {publicPage}
          <Proof proof={fix.proof} />
        </Merged>
      );
    case "rejected":
      return (
        <FixResult
          kind="stopped"
          title="Rejected. It does not come back."
          text={<Markdown text={`Reason: ${fix.rejectedReason ?? "none was given"}`} />}
        />
      );
    case "closed":
      return (
        <FixResult
          kind="stopped"
          title={fix.closedReason === null ? "Closed: its branch was deleted." : "Closed."}
          text={
            <Markdown
              text={`${fix.closedReason ?? ""} The finding is still open. Ask for a new fix on its page.`.trim()}
            />
          }
        />
      );
  }
}

/** Why an approval counts no more: another head than the approved one, or what the reason says. */
function Voided({ fix }: { fix: FixDetail }) {
  const { by = "A member", headCommit, voidReason } = fix.approvals.at(-1) ?? {};
  return headCommit !== fix.headCommit || voidReason === null ? (
    <FixResult
      kind="voided"
      title={`A new commit voided ${by}’s approval.`}
      text="Look at the change as it is now, then approve again."
    />
  ) : (
    <FixResult
      kind="voided"
      title={`${by}’s approval was voided.`}
      text={`${voidReason}. Approve again, with a passkey.`}
    />
  );
}

/** What the signed statement of the merge says. Until there is one, nothing is claimed. */
function Merged({ fix, children }: { fix: FixDetail; children: ReactNode }) {
  const commit = fix.mergedCommit?.slice(0, 12) ?? "a commit";
  const { method = "unknown", relation = null } = fix.mergedAs ?? {};
  const asked = relation === "different" || relation === "head_contained";
  const how = relation === null ? "" : mergeWords(method, relation);
  return (
    <FixResult
      kind={asked ? "person" : "signed"}
      title={
        relation === "different"
          ? "Signed, and something else was merged."
          : asked
            ? "Signed and merged, with more than was approved."
            : "Signed and merged."
      }
      text={
        asked
          ? `Merged into ${fix.targetBranch} as ${commit}${how}. Compare the two: Etna’s signature says nothing about the rest.`
          : `Merged into ${fix.targetBranch} as ${commit}${how}. Etna deleted its branch.`
      }
    >
      {children}
    </FixResult>
  );
}

const proofWords = {
  offering: "Its proof is being put beside the code.",
  open: "A review offers its proof to the repository.",
  merged: "Its proof stands beside the code.",
  closed: "The review of its proof was closed.",
  refused: "Its proof could not be put beside the code.",
} as const;

/** Where the proof of the fix stands in its repository, if anywhere. */
function Proof({ proof }: Pick<FixDetail, "proof">) {
  if (proof === null) return null;
  return (
    <p className="basis-full text-fg-muted text-xs">
      {proofWords[proof.state]} {proof.reason && <VisibleText text={proof.reason} />}
      {proof.url && (
        <a href={proof.url} className="link" rel="noreferrer">
          Open it on the forge
        </a>
      )}
    </p>
  );
}

/** What speaks before a person does: the forge, and the repository's own CI. */
function Ci({ fix }: { fix: FixDetail }) {
  if (fix.conflicted) return <Conflict fix={fix} />;
  if (fix.ciState === "waiting") {
    return (
      <FixResult
        kind="draft"
        title="Draft. Your CI is at work."
        text={`${fix.repair === "repaired" ? "Repaired once after your CI failed. " : ""}It becomes ready for review when your CI is done. You need not wait to decide.`}
      />
    );
  }
  if (fix.ciState !== "failed") return null;
  if (fix.repair === "asked") {
    return (
      <FixResult
        kind="draft"
        title="Your CI failed. Your model reads its log and tries once more."
        text={`What it adds has to meet every check, and comes as one more commit on ${fix.branch}. You need not wait to decide.`}
      />
    );
  }
  return (
    <FixResult
      kind="stopped"
      title="Your CI failed on this head."
      text={`${repairWords[fix.repair ?? "none"]}It did not fail on ${fix.baseCommit.slice(0, 12)}, so this change may be why. It stays a draft. You can approve it all the same.`}
    />
  );
}

const repairWords = {
  none: "",
  given_up: "Your model read its log, and has no repair that meets every check. ",
  repaired: "Repaired once after your CI failed, and it fails again. ",
} as const;

function Conflict({ fix }: { fix: FixDetail }) {
  return (
    <FixResult
      kind="stopped"
      title={`It conflicts with ${fix.targetBranch}.`}
      text={`${fix.targetBranch} has changed where this fix does. Etna makes a proposal anew once, by itself; what was approved is left to a person.`}
    />
  );
}
