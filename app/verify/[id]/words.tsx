import type { ReactNode } from "react";
import type { ChainStep } from "#components/verify/chain.tsx";
import type { ChainLinkId } from "#components/verify/chain-links.ts";
import { mergeWords } from "#components/verify/merge-words.ts";
import { type VerdictKind, verdictKind } from "#components/verify/view.ts";
import { openName, type PublicVerification } from "#lib/services/provenance/index.ts";

const day = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/** The answer in one or two sentences, the actor named. */
export function verdictOf(answer: PublicVerification): { kind: VerdictKind; text: ReactNode } {
  const { verification, organization } = answer;
  const kind = verdictKind(verification);
  if (kind === "invalid" || kind === "changed") {
    const failed = verification.checks.find((check) => check.outcome === "fails");
    return { kind, text: failed?.reason ?? "A check that has to hold could not be made." };
  }
  const at = verification.statement?.predicate.approval.at;
  const when = at ? ` on ${day.format(new Date(at))}` : "";
  const isMerged = verification.checks.some(({ id, outcome }) => {
    return id === "merged" && outcome === "holds";
  });
  const merged = isMerged ? ", and it was merged unchanged" : "";
  const own = verification.checks.filter((check) => !check.id.endsWith("second_opinion"));
  const holds = own.filter((check) => check.outcome === "holds").length;
  const open = verification.checks.some((check) => check.outcome === "not_run");
  const unsigned = verification.checks.some(({ outcome }) => outcome === "absent");
  const word = unsigned ? " That this person approved rests on Etna’s word." : "";
  const count = open
    ? `All ${holds} checks that can be made so far hold.`
    : kind === "private"
      ? `${holds} of ${holds} checks that can be run hold.`
      : `All ${holds} checks hold.`;
  return {
    kind,
    text: (
      <>
        A person at <b>{organization}</b> approved exactly {kind === "private" ? "one" : "this"}{" "}
        change{when}, and it was signed with their key{merged}. {count}
        {word}
        {kind === "private" && ` One needs the patch, which only ${organization} can show.`}
      </>
    ),
  };
}

/** On whose word it rests that a person approved. */
function restsOn({ verification, organization }: PublicVerification): string {
  const check = verification.checks.find(({ id }) => id === "approver");
  switch (check?.outcome) {
    case "holds":
      return `A passkey that ${organization} publishes for its approvers signed this very approval.`;
    case "absent":
    case "fails":
      return check.reason ?? "";
    default:
      return "Whether a passkey signed it could not be shown.";
  }
}

type Agent = NonNullable<PublicVerification["verification"]["statement"]>["predicate"]["agent"];

function proposedWords(agent: Agent, organization: string): string {
  if ("model" in agent) {
    const model = openName(agent.model);
    return model === null
      ? `By Etna’s agent, with a model whose name ${organization} keeps private, under their own key.`
      : `By Etna’s agent, with ${model} under ${organization}’s own key.`;
  }
  const rule = openName(agent.rule);
  return rule === null
    ? "By Etna’s agent, for one finding. The change itself is private."
    : `By Etna’s rule ${rule}.`;
}

/** What is said of each link besides its checks. */
export function chainSteps(answer: PublicVerification): Partial<Record<ChainLinkId, ChainStep>> {
  const { verification, organization, merged, proposedAt } = answer;
  const { statement, verifiedTime, logIndex } = verification;
  if (statement === undefined) return {};
  const { agent, approval, change } = statement.predicate;
  const by = openName(approval.by);
  const stated = verification.mergedStatement?.predicate;
  const how = stated ? mergeWords(stated.merged.method, stated.relation) : "";
  const target = openName(change.targetRef)?.replace("refs/heads/", "");
  return {
    proposed: {
      at: proposedAt.toISOString(),
      text: proposedWords(agent, organization),
    },
    approved: {
      at: approval.at,
      text: by ? (
        <>
          By <b>{by}</b>, {approval.method === "forge" ? "on the forge" : "in the console"}. Policy:{" "}
          {openName(approval.policy) ?? "private"}. {restsOn(answer)}
        </>
      ) : (
        `By one person whose name ${organization} keeps private. ${restsOn(answer)}`
      ),
    },
    signed: {
      ...(verifiedTime && { at: verifiedTime }),
      text: `With ${organization}’s Ed25519 key.`,
    },
    logged: {
      ...(verifiedTime && { at: verifiedTime }),
      text:
        logIndex === undefined ? (
          "In a log that can only grow."
        ) : (
          <>
            As{" "}
            <a href={`/log/entries/${logIndex}?fix=${answer.fixId}`} className="link">
              entry {logIndex}
            </a>{" "}
            of a log that can only grow.
          </>
        ),
    },
    merged: merged
      ? {
          at: merged.at.toISOString(),
          text: `As ${merged.commit.slice(0, 12)}${target ? ` on ${target}` : ""}${how}, by ${organization}. Etna cannot merge.`,
        }
      : { text: `Not yet. Merging is ${organization}’s to do; Etna cannot.` },
  };
}
