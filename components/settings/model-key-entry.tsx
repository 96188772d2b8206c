import { ActionButton } from "../ui/action-button.tsx";
import { cn } from "../ui/cn.ts";
import { Status } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { ChangeModelKey } from "./change-model-key.tsx";
import type { ModelKeyActions, ModelKeyRow } from "./model-key-row.ts";

/** One key: how it stands, what it was used for this month, and what can be done about it. */
export function ModelKeyEntry({
  row,
  actions,
}: {
  row: ModelKeyRow;
  actions: ModelKeyActions | undefined;
}) {
  const { id, name, providerName, address, ending, stateReason, lastUsedAt, checkedAt } = row;
  return (
    <li className="grid gap-3 px-4 py-3 max-narrow:px-3">
      <div className="grid grid-cols-[minmax(0,1fr)_132px_176px] items-start gap-x-6 gap-y-2 max-narrow:grid-cols-1">
        <div className="min-w-0">
          <div className="flex flex-wrap items-baseline gap-x-3">
            <h3 className="break-words font-medium">{name}</h3>
            <span className="font-mono text-fg-muted text-xs">{ending}</span>
          </div>
          <p className="break-words text-fg-subtle text-xs">
            {address === null ? providerName : `${providerName}, ${address}`}.{" "}
            {lastUsedAt === null ? (
              "Never used."
            ) : (
              <>
                Last used <Time at={lastUsedAt} />.
              </>
            )}
            {checkedAt && (
              <>
                {" "}
                Checked <Time at={checkedAt} />.
              </>
            )}
          </p>
        </div>
        <Health row={row} />
        <Spend row={row} />
      </div>
      {stateReason !== null && <p className="text-danger text-xs">{stateReason}</p>}
      {actions && (
        <div className="flex flex-wrap items-start gap-2">
          <ActionButton action={actions.check} values={{ keyId: id }} size="sm" working="Asking…">
            Check now<span className="sr-only"> {name}</span>
          </ActionButton>
          <ChangeModelKey row={row} actions={actions} />
        </div>
      )}
    </li>
  );
}

const words = {
  refused: "Refused",
  out_of_credit: "Out of credit",
  unreachable: "Cannot be reached",
} as const;

function Health({ row: { state, spentUsd, budgetUsd } }: { row: ModelKeyRow }) {
  if (state !== "working") return <Status kind="failed">{words[state]}</Status>;
  if (budgetUsd !== null && spentUsd >= budgetUsd) {
    return <Status kind="person">Budget is used up</Status>;
  }
  if (budgetUsd !== null && spentUsd >= 0.9 * budgetUsd) {
    return <Status kind="person">{Math.floor((100 * spentUsd) / budgetUsd)} % of budget</Status>;
  }
  return <Status kind="passed">Works</Status>;
}

function Spend({ row: { spentUsd, budgetUsd, unknownCalls } }: { row: ModelKeyRow }) {
  const isNear = budgetUsd !== null && spentUsd >= 0.9 * budgetUsd;
  return (
    <div className="grid gap-1 text-xs">
      <p className="tabular-nums">
        USD {usdText(spentUsd)}{" "}
        <span className="text-fg-subtle">
          {budgetUsd === null ? "this month, no budget" : `of ${usdText(budgetUsd)} this month`}
        </span>
      </p>
      {budgetUsd !== null && (
        <span aria-hidden="true" className="block h-1 overflow-hidden rounded-full bg-active">
          <span
            className={cn("block h-full", isNear ? "bg-ember" : "bg-fg-muted")}
            style={{
              width: `${budgetUsd === 0 ? 100 : Math.min(100, (100 * spentUsd) / budgetUsd)}%`,
            }}
          />
        </span>
      )}
      {unknownCalls > 0 && (
        <p className="text-fg-subtle">
          {unknownCalls === 1
            ? "1 call at a price that is not known"
            : `${unknownCalls.toLocaleString("en")} calls at a price that is not known`}
        </p>
      )}
    </div>
  );
}

/** "1.84"; what is there and would look like nothing says so. */
function usdText(usd: number): string {
  return usd > 0 && usd < 0.01 ? "< 0.01" : usd.toFixed(2);
}
