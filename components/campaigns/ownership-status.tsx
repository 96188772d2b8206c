import type { OwnershipView } from "#lib/services/campaigns/index.ts";
import { Status } from "../ui/status.tsx";

export function OwnershipStatus({ state }: { state: OwnershipView["state"] }) {
  if (state === "proven") return <Status kind="passed">Shown to be yours</Status>;
  return state === "lapsed" ? (
    <Status kind="person">No longer shown to be yours</Status>
  ) : (
    <Status kind="person">Not yet shown to be yours</Status>
  );
}
