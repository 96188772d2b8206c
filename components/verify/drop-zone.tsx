"use client";

import { FileUp } from "lucide-react";
import { type DragEvent, type ReactNode, useEffect, useId, useState } from "react";
import { isId } from "#lib/base/index.ts";
import { buttonClass } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { VisibleText } from "../ui/visible-text.tsx";
import type { CheckContext } from "./browser-check.ts";
import type { SiteFiles } from "./check-dropped.ts";
import { DroppedFiles } from "./dropped-files.tsx";
import { DroppedResult, droppedSentence } from "./dropped-result.tsx";
import { PasteBundle } from "./paste-bundle.tsx";
import { type DroppedState, useDropped } from "./use-dropped.ts";

/**
 * Checks files in this browser, dropped, chosen or pasted, together or one after the other. What is
 * not given is taken from the site, and was fetched before: a drop asks for nothing.
 */
export function DropZone({
  context,
  look = "zone",
  children,
  ...site
}: SiteFiles & {
  context?: CheckContext | undefined;
  look?: "zone" | "button";
  /** The words of the button look. */
  children?: ReactNode;
}) {
  const id = useId();
  const { files, state, add, remove } = useDropped(site, context);
  const [over, setOver] = useState(false);
  const isZone = look === "zone";

  useEffect(() => (isZone ? keepPage() : undefined), [isZone]);

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    void add([...event.dataTransfer.files]);
  }

  return (
    <>
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={cn(
          "cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring",
          isZone
            ? "flex items-center gap-3.5 rounded-lg border border-control border-dashed p-5 text-sm hover:bg-hover"
            : buttonClass({ size: "sm" }),
          isZone && over && "border-ink border-solid bg-hover",
        )}
      >
        <input
          id={id}
          type="file"
          multiple
          className="sr-only"
          onChange={(event) => {
            void add([...(event.target.files ?? [])]);
            // The same file again is a change too: it may be another one by now.
            event.target.value = "";
          }}
        />
        <FileUp aria-hidden="true" className={isZone ? "size-5 text-fg-subtle" : undefined} />
        {isZone ? (
          <span>
            <span className="block font-medium">
              Drop a bundle, and its patch or report if you have it
            </span>
            <span className="text-fg-subtle">
              Or choose files. They are checked in this browser and sent nowhere.
            </span>
          </span>
        ) : (
          children
        )}
      </label>
      {isZone && <PasteBundle onPaste={(pasted) => void add(pasted)} />}
      <p role="status" className="sr-only">
        {state.at === "done" && droppedSentence(state.check)}
      </p>
      <div className="basis-full empty:hidden">
        {files.length > 0 && <DroppedFiles files={files} onRemove={(file) => void remove(file)} />}
        <Outcome state={state} />
      </div>
    </>
  );
}

function Outcome({ state }: { state: DroppedState }) {
  if (state.at === "done") return <DroppedResult check={state.check} />;
  if (state.at === "waiting") {
    return (
      <p role="status" className="mt-3 text-sm">
        Still needed: <b>{state.missing.join(" and ")}</b>. Drop it here too; what you gave is kept.
        {state.id !== null && (isId("fix", state.id) || isId("campaign", state.id)) && (
          <>
            {" "}
            If it was signed here, this is{" "}
            <a href={`/verify/${state.id}/keys.json`} download className="link">
              its keys.json
            </a>
            .
          </>
        )}
      </p>
    );
  }
  return state.at === "refused" ? (
    <p role="alert" className="mt-3 text-danger text-sm">
      <VisibleText text={state.why} /> Nothing was checked.
    </p>
  ) : null;
}

/** A file that misses the zone would otherwise be opened in the place of this page. */
function keepPage(): () => void {
  const keep = (event: Event) => event.preventDefault();
  window.addEventListener("dragover", keep);
  window.addEventListener("drop", keep);
  return () => {
    window.removeEventListener("dragover", keep);
    window.removeEventListener("drop", keep);
  };
}
