"use client";

import { FileUp } from "lucide-react";
import { type DragEvent, type ReactNode, useId, useState } from "react";
import { buttonClass } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { VisibleText } from "../ui/visible-text.tsx";
import {
  type BrowserCheck,
  type CheckContext,
  checkInBrowser,
  fetchText,
} from "./browser-check.ts";
import { CheckDetails } from "./check-details.tsx";
import { readDropped } from "./read-dropped.ts";
import { Verdict } from "./verdict.tsx";
import { countWords, verdictKind } from "./view.ts";

type State = { at: "idle" } | { at: "refused"; why: string } | { at: "done"; check: BrowserCheck };

/**
 * Checks dropped files in this browser. What is not dropped is fetched: the trusted root and the
 * keys always have an address, the bundle has one where the page is about one fix.
 */
export function DropZone({
  trustedRootHref,
  keysHref,
  bundleHref,
  context,
  look = "zone",
  children,
}: {
  trustedRootHref: string;
  keysHref?: string | undefined;
  bundleHref?: string | undefined;
  context?: CheckContext | undefined;
  look?: "zone" | "button";
  /** The words of the button look. */
  children?: ReactNode;
}) {
  const id = useId();
  const [state, setState] = useState<State>({ at: "idle" });

  async function check(dropped: readonly File[]) {
    if (dropped.length === 0) return;
    try {
      const files = await readDropped(dropped);
      const text = async (given: string | undefined, href: string | undefined, missing: string) => {
        if (given !== undefined) return given;
        if (!href) throw new Error(missing);
        return fetchText(href);
      };
      // The statement of a merge with no approval beside it is checked for itself.
      const isMergeAlone = files.bundle === undefined && !bundleHref;
      const bundle = isMergeAlone ? files.mergedBundle : files.bundle;
      const checked = await checkInBrowser(
        {
          bundle: await text(bundle, bundleHref, "There is no bundle among these files."),
          mergedBundle: isMergeAlone ? undefined : files.mergedBundle,
          trustedRoot: await text(
            files.trustedRoot,
            trustedRootHref,
            "Drop trusted_root.json too.",
          ),
          keys: await text(files.keys, keysHref, "Drop the organization’s keys.json too."),
          patch: files.patch,
        },
        context,
      );
      setState({ at: "done", check: checked });
    } catch (error) {
      setState({
        at: "refused",
        why: error instanceof Error ? error.message : "They cannot be read.",
      });
    }
  }

  function onDrop(event: DragEvent) {
    event.preventDefault();
    void check([...event.dataTransfer.files]);
  }

  return (
    <>
      <label
        htmlFor={id}
        onDragOver={(event) => event.preventDefault()}
        onDrop={onDrop}
        className={cn(
          "cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring",
          look === "button"
            ? buttonClass({ size: "sm" })
            : "flex items-center gap-3.5 rounded-lg border border-control border-dashed p-5 text-sm hover:bg-hover",
        )}
      >
        <input
          id={id}
          type="file"
          multiple
          className="sr-only"
          onChange={(event) => void check([...(event.target.files ?? [])])}
        />
        <FileUp
          aria-hidden="true"
          className={look === "zone" ? "size-5 text-fg-subtle" : undefined}
        />
        {look === "button" ? (
          children
        ) : (
          <span>
            <span className="block font-medium">Drop a bundle, and its patch if you have it</span>
            <span className="text-fg-subtle">
              Or choose files. They are checked in this browser and sent nowhere.
            </span>
          </span>
        )}
      </label>
      <div aria-live="polite" className="basis-full empty:hidden">
        {state.at === "refused" && (
          <p role="alert" className="mt-3 text-danger text-sm">
            <VisibleText text={state.why} /> Nothing was checked.
          </p>
        )}
        {state.at === "done" && <DroppedResult check={state.check} />}
      </div>
    </>
  );
}

function DroppedResult({ check }: { check: BrowserCheck }) {
  const { verification, tookMs } = check;
  const failed = verification.checks.filter((one) => one.outcome === "fails");
  const kind = verdictKind(verification);
  return (
    <div className="mt-4 grid gap-4">
      <Verdict kind={kind} nested>
        {countWords(verification.checks)}. Checked in this browser in {tookMs} ms.
      </Verdict>
      <div>
        {(failed.length > 0 ? failed : verification.checks).map((one) => (
          <CheckDetails key={one.id} check={one} nested allHold={failed.length === 0} />
        ))}
      </div>
    </div>
  );
}
