"use client";

import { useEffect, useRef, useState } from "react";
import type { CheckContext } from "./browser-check.ts";
import {
  checkDropped,
  claimedId,
  type DroppedCheck,
  missingOf,
  prepareCheck,
  type SiteFiles,
} from "./check-dropped.ts";
import { type DroppedFile, readDropped } from "./read-dropped.ts";

export type DroppedState =
  | { at: "idle" }
  | { at: "refused"; why: string }
  | { at: "waiting"; missing: readonly string[]; id: string | null }
  | { at: "done"; check: DroppedCheck };

/** Holds what was dropped so far, in any order, and checks it as soon as it is enough. */
export function useDropped(site: SiteFiles, context: CheckContext | undefined) {
  const [files, setFiles] = useState<readonly DroppedFile[]>([]);
  const [state, setState] = useState<DroppedState>({ at: "idle" });
  // What was dropped last is what the answer must be about, however long an earlier check takes.
  const turn = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a page's addresses stay the same
  useEffect(() => whenIdle(() => void prepareCheck(site).catch(() => undefined)), []);

  async function hold(work: () => Promise<readonly DroppedFile[]>): Promise<void> {
    turn.current += 1;
    const own = turn.current;
    try {
      const held = await work();
      if (own !== turn.current) return;
      setFiles(held);
      const next = await judge(held, site, context);
      if (own === turn.current) setState(next);
    } catch (error) {
      const why = error instanceof Error ? error.message : "They cannot be read.";
      if (own === turn.current) setState({ at: "refused", why });
    }
  }

  return {
    files,
    state,
    add: (dropped: readonly File[]) =>
      hold(async () => (await readDropped(dropped)).reduce(withFile, files)),
    remove: (file: DroppedFile) => hold(async () => files.filter((each) => each !== file)),
  };
}

async function judge(
  files: readonly DroppedFile[],
  site: SiteFiles,
  context: CheckContext | undefined,
): Promise<DroppedState> {
  if (files.length === 0) return { at: "idle" };
  const missing = missingOf(files, site);
  if (missing.length > 0) return { at: "waiting", missing, id: await claimedId(files) };
  return { at: "done", check: await checkDropped(files, site, context) };
}

/** One file of each kind counts: the one that came last. */
function withFile(files: readonly DroppedFile[], file: DroppedFile): readonly DroppedFile[] {
  const isReplaced = (each: DroppedFile) =>
    each.kind === file.kind && (file.kind !== "other" || each.name === file.name);
  return [...files.filter((each) => !isReplaced(each)), file];
}

const idleFallbackMs = 1500;

/** Safari has no idle callback. */
function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(work, idleFallbackMs);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work);
  return () => cancelIdleCallback(handle);
}
