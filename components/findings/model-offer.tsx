import { Bot } from "lucide-react";
import Link from "next/link";
import { ActionButton } from "../ui/action-button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { byteSize } from "../ui/time-text.ts";

export interface ModelOfferView {
  readonly findingId: string;
  /** A person asked for it in their own words. */
  readonly task: boolean;
  /** The model that is chosen; null where none is. */
  readonly chosen: {
    readonly model: string;
    readonly key: string;
    readonly isScript: boolean;
  } | null;
  /** What may leave of the repository. */
  readonly bounds: {
    readonly maxRequestBytes: number;
    readonly maxRepositoryShare: number;
    readonly minRunBytes: number;
  };
  /** Where keys are kept, for whoever may choose a model; null for others. */
  readonly settingsHref: string | null;
}

/** Of a finding that no rule repairs: who could, what that one is shown, and what to do without one. */
export function ModelOffer({
  offer: { findingId, task, chosen, bounds, settingsHref },
  fix,
  tryScript,
}: {
  offer: ModelOfferView;
  fix: FormAction;
  /** Chooses the scripted model of the sample forge; null where there is none to choose. */
  tryScript: FormAction | null;
}) {
  if (chosen === null) {
    return (
      <div className="grid justify-items-start gap-2 text-fg-muted">
        <p>
          {task ? "A task is done by a model." : "No rule has a safe fix for this code."}{" "}
          {settingsHref ? (
            <>
              Choose a model of your own under{" "}
              <Link href={settingsHref} className="link">
                Settings, Model keys
              </Link>
              , and it can propose one.
            </>
          ) : (
            "An admin can choose a model of your own under Settings, Model keys, which then proposes one."
          )}
        </p>
        {tryScript && (
          <ActionButton action={tryScript} values={{ findingId }} working="Asking it…">
            Try with a scripted model
          </ActionButton>
        )}
      </div>
    );
  }
  const share = `${100 * bounds.maxRepositoryShare} % of the repository or ${byteSize(bounds.minRunBytes)}`;
  return (
    <div className="grid justify-items-start gap-2">
      <ActionButton action={fix} values={{ findingId }} variant="primary" working="Starting…">
        <Bot aria-hidden="true" />
        Let your model propose a fix
      </ActionButton>
      <p className="max-w-[70ch] text-fg-muted">
        <span className="break-all font-mono text-[12.5px]">{chosen.model}</span>, with your key{" "}
        <q>{chosen.key}</q>, is shown{" "}
        {task ? "these words" : "this finding, the code that belongs to it"} and the code that it
        asks for: secrets blanked, at most {share}, whichever is more, and{" "}
        {byteSize(bounds.maxRequestBytes)} a request.
        {chosen.isScript && " It is a script and no model, and nothing leaves this machine."}
      </p>
    </div>
  );
}
