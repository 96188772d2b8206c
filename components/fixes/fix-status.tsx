import { Status } from "../ui/status.tsx";

export type FixState = "proposed" | "approved" | "signed" | "merged" | "rejected" | "closed";

/** `voided` says that a new commit took an approval away, `waitsForCi` that nobody is asked yet. */
export function FixStatus({
  state,
  voided = false,
  waitsForCi = false,
  className,
}: {
  state: FixState;
  voided?: boolean;
  waitsForCi?: boolean;
  className?: string;
}) {
  const more = className ? { className } : {};
  switch (state) {
    case "proposed":
      return waitsForCi ? (
        <Status kind="running" {...more}>
          Draft · your CI is at work
        </Status>
      ) : (
        <Status kind="person" {...more}>
          {voided ? "Needs a new approval" : "Needs approval"}
        </Status>
      );
    case "approved":
      return (
        <Status kind="running" {...more}>
          Signing
        </Status>
      );
    case "signed":
      return (
        <Status kind="verified" {...more}>
          Signed
        </Status>
      );
    case "merged":
      return (
        <Status kind="merged" {...more}>
          Merged
        </Status>
      );
    case "rejected":
      return (
        <Status kind="stopped" {...more}>
          Rejected
        </Status>
      );
    case "closed":
      return (
        <Status kind="stopped" {...more}>
          Closed
        </Status>
      );
  }
}
