import { BellRing } from "lucide-react";
import { ActionButton } from "../ui/action-button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Time } from "../ui/time.tsx";

/** What the forge's own scanners report: when it was last read, what was not, and a way to ask now. */
export function AlertsRow({
  repositoryId,
  forge,
  alerts: { underWay, readAt, note },
  take,
}: {
  repositoryId: string;
  forge: "GitHub" | "GitLab";
  alerts: { underWay: boolean; readAt: string | null; note: string | null };
  take: FormAction;
}) {
  return (
    <div className="flex items-center justify-between gap-6 rounded-lg border border-line bg-raised px-4 py-3 max-narrow:flex-col max-narrow:items-stretch max-narrow:gap-3">
      <div className="min-w-0">
        <h3 className="font-medium text-sm">Alerts on {forge}</h3>
        <p className="max-w-[64ch] text-fg-subtle text-xs leading-[18px]">
          {underWay ? (
            "Etna is looking at them."
          ) : readAt === null ? (
            "Etna reads them after each scan, and every hour."
          ) : (
            <>
              Last read <Time at={readAt} />.
            </>
          )}
          {note && ` ${note}`}
        </p>
      </div>
      <ActionButton action={take} values={{ repositoryId }} working="Asking…">
        <BellRing aria-hidden="true" />
        Take over alerts
      </ActionButton>
    </div>
  );
}
