import { ButtonLink } from "../ui/button.tsx";
import { Status } from "../ui/status.tsx";

/** Where things stand: what is asked of this person, and what they have. */
export function Requirement({
  hasFactor,
  requiredBy,
  from,
  codesLeft,
}: {
  hasFactor: boolean;
  /** Names of the person's organizations that ask for a second factor. */
  requiredBy: readonly string[];
  /** Where the person came from. */
  from?: { readonly name: string; readonly href: string } | undefined;
  codesLeft: number;
}) {
  const asks =
    requiredBy.length === 0
      ? ""
      : ` ${requiredBy.join(", ")} ${requiredBy.length === 1 ? "asks" : "ask"} for one.`;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-raised px-4 py-3 max-narrow:px-3"
    >
      <div className="grid gap-1">
        {hasFactor ? (
          <Status kind="passed">You have a second factor.{asks}</Status>
        ) : (
          <Status kind={requiredBy.length > 0 ? "person" : "not_run"}>
            You have no second factor.{asks}
          </Status>
        )}
        {hasFactor && codesLeft === 0 && (
          <Status kind="person">Make recovery codes, for the day you lose it.</Status>
        )}
        {!hasFactor && requiredBy.length > 0 && (
          <p className="text-fg-muted text-xs">Add a passkey or an authenticator app to go on.</p>
        )}
      </div>
      {from && hasFactor && <ButtonLink href={from.href}>Go on to {from.name}</ButtonLink>}
    </div>
  );
}
