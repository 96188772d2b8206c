import type { ReactNode } from "react";
import { FixResult } from "#components/fixes/fix-result.tsx";
import { Markdown } from "#components/markdown/markdown.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { mergeWords } from "#components/verify/merge-words.ts";
import type { FixDetail } from "#lib/services/fixes/index.ts";

/** What became of the fix, where there is anything to say before its facts. */
export function Outcome({ fix, organization }: { fix: FixDetail; organization: string }) {
  const approval = fix.approvals.at(-1);
  const publicPage = fix.logIndex !== null && (
    <ButtonLink href={`/verify/${fix.id}`}>Open its public page</ButtonLink>
  );
  switch (fix.state) {
    case "proposed":
      return fix.voided ? (
        <FixResult
          kind="voided"
          title={`A new commit voided ${approval?.by ?? "an"}’s approval.`}
          text="Look at the change as it is now, then approve again."
        />
      ) : null;
    case "approved":
      return (
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
          text={`Entry ${fix.logIndex} of the log. Merging ${fix.branch} is yours to do.`}
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
        <Merged fix={fix}>{publicPage}</Merged>
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
          title="Closed: its branch was deleted."
          text="The finding is still open. Ask for a new fix on its page."
        />
      );
  }
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
