import Link from "next/link";
import type { ReactNode } from "react";

/** How an approval of the person who looks can be signed. */
export interface ApprovalSigning {
  passkey: "usable" | "unusable" | "none";
  /** The organization takes no approval that no passkey signed. */
  isDemanded: boolean;
}

/** Whether this person's approval cannot count at all, for want of a passkey that signs. */
export function lacksSignature({ passkey, isDemanded }: ApprovalSigning): boolean {
  return isDemanded && passkey !== "usable";
}

/** What the approval will rest on, and how to have it rest on more. */
export function ApprovalNote({ signing }: { signing: ApprovalSigning }) {
  const { passkey, isDemanded } = signing;
  if (passkey === "usable") {
    return <Note>Your passkey signs it, so that nobody has to take Etna’s word for it.</Note>;
  }
  const what =
    passkey === "none"
      ? "You have no passkey"
      : "Your passkey signs with RSA, which approvals do not take";
  const so = isDemanded
    ? "and your organization asks for the approver’s own signature."
    : "so this approval rests on Etna’s word.";
  return (
    <Note>
      {what}, {so}{" "}
      <Link href="/account/security" className="link">
        {passkey === "none" ? "Add a passkey" : "Add another passkey"}
      </Link>
    </Note>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <p className="mt-1 text-fg-muted text-xs">{children}</p>;
}
