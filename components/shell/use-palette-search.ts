"use client";

import { useEffect, useState } from "react";
import type { PaletteItem } from "./view.ts";

const settleMs = 150;
const none: readonly PaletteItem[] = [];

/** Asks once someone has stopped typing; a late answer to an older question is dropped. */
export function usePaletteSearch(
  query: string,
  search?: (query: string) => Promise<readonly PaletteItem[]>,
): readonly PaletteItem[] {
  const [answer, setAnswer] = useState({ query: "", items: none });
  useEffect(() => {
    const asked = query.trim();
    if (!search || asked.length < 2) return;
    let dropped = false;
    const timer = setTimeout(() => {
      search(asked).then(
        (items) => !dropped && setAnswer({ query, items }),
        // The pages and actions stay reachable when the search does not answer.
        () => !dropped && setAnswer({ query, items: none }),
      );
    }, settleMs);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [query, search]);
  return answer.query === query ? answer.items : none;
}
