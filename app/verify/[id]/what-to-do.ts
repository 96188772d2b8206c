import { badgeStateOf } from "#components/verify/badge-state.ts";
import type { VerdictKind } from "#components/verify/view.ts";
import type { PublicVerification } from "#lib/services/provenance/index.ts";

interface Step {
  readonly id: string;
  readonly text: string;
}

/** What a reader does about a page that is not green; nothing where it is. */
export function whatToDo(kind: VerdictKind, answer: PublicVerification): readonly Step[] {
  if (kind === "changed") return aboutMerge(answer);
  if (kind !== "invalid") return [];
  return badgeStateOf(answer.verification) === "revoked" ? aboutKey(answer) : aboutForgery(answer);
}

function aboutForgery(answer: PublicVerification): readonly Step[] {
  return [
    { id: "stop", text: "Do not merge it, and do not rely on it if it is merged." },
    {
      id: "ask",
      text: `Ask ${answer.organization} for the bundle and the patch that they kept, and drop both below.`,
    },
    { id: "again", text: "Check with cosign as well: the command is at the end of this page." },
  ];
}

/** cosign knows of no revocation, so nobody is sent there for a second opinion. */
function aboutKey({ organization }: PublicVerification): readonly Step[] {
  return [
    { id: "stop", text: "Do not rely on it: someone else may have held the key that signed it." },
    { id: "anew", text: `Ask ${organization} to approve the change anew, under their key of now.` },
    {
      id: "cosign",
      text: "cosign does not know of revocations and still prints Verified OK. Here keys.json decides.",
    },
  ];
}

function aboutMerge({ merged, organization }: PublicVerification): readonly Step[] {
  const commit = merged?.commit.slice(0, 12) ?? "the merged commit";
  return [
    {
      id: "look",
      text: `Compare ${commit} with the approved commit: someone changed it on its way.`,
    },
    { id: "ask", text: `Ask ${organization} who changed it, and whether that was looked at.` },
    { id: "rely", text: "The approval below says nothing about what was added." },
  ];
}
