"use client";

import { createContext, type ReactNode, use, useMemo, useState } from "react";

interface Choice {
  /** Those on this page, in their order. */
  readonly ids: readonly string[];
  readonly chosen: readonly string[];
  /** True where all that match are meant, on this page or not. */
  readonly all: boolean;
  choose(ids: readonly string[], chosen: boolean): void;
  chooseAll(all: boolean): void;
}

const ChoiceContext = createContext<Choice>({
  ids: [],
  chosen: [],
  all: false,
  choose: () => undefined,
  chooseAll: () => undefined,
});

/** Remembers which findings of the list within are chosen. What has left the list is not chosen any more. */
export function Choosing({ ids, children }: { ids: readonly string[]; children: ReactNode }) {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const choice = useMemo<Choice>(
    () => ({
      ids,
      all,
      chosen: ids.filter((id) => marked.has(id)),
      choose(which, isChosen) {
        setAll(false);
        setMarked((before) => {
          const after = new Set(before);
          for (const id of which) {
            if (isChosen) after.add(id);
            else after.delete(id);
          }
          return after;
        });
      },
      chooseAll(isAll) {
        setAll(isAll);
        setMarked(new Set(isAll ? ids : []));
      },
    }),
    [ids, marked, all],
  );
  return <ChoiceContext value={choice}>{children}</ChoiceContext>;
}

export function useChoice(): Choice {
  return use(ChoiceContext);
}

export const boxClass = "size-4 accent-ink";

/** The box of one row. */
export function ChooseBox({ id, title }: { id: string; title: string }) {
  const { chosen, choose } = useChoice();
  return (
    <label className="grid size-6 place-items-center max-narrow:size-10 max-narrow:-m-2">
      <input
        type="checkbox"
        aria-label={`Choose: ${title}`}
        checked={chosen.includes(id)}
        onChange={(event) => choose([id], event.target.checked)}
        className={boxClass}
      />
    </label>
  );
}
