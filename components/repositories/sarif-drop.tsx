"use client";

import { FileUp } from "lucide-react";
import {
  type DragEvent,
  type FormEvent,
  startTransition,
  useActionState,
  useId,
  useState,
} from "react";
import { FieldError } from "../ui/field.tsx";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { packed } from "./packed.ts";

const idle: FormState = {};

/**
 * Takes another scanner's SARIF file, packs it in the browser and sends it. Without scripts the
 * form sends it as it is. It carries `repositoryId` and `file`.
 */
export function SarifDrop({ repositoryId, upload }: { repositoryId: string; upload: FormAction }) {
  const id = useId();
  const [state, submit, pending] = useActionState(upload, idle);
  const [refused, setRefused] = useState<string>();

  async function send(file: File | undefined) {
    if (file === undefined || pending) return;
    const result = await packed(file);
    setRefused(result.ok ? undefined : result.reason);
    if (!result.ok) return;
    const data = new FormData();
    data.set("repositoryId", repositoryId);
    data.set("file", result.file);
    startTransition(() => submit(data));
  }

  function onDrop(event: DragEvent) {
    event.preventDefault();
    void send(event.dataTransfer.files[0]);
  }

  function onChange(event: FormEvent<HTMLInputElement>) {
    const [file] = event.currentTarget.files ?? [];
    // The same file chosen again is to be sent again.
    event.currentTarget.value = "";
    void send(file);
  }

  const problem = refused ?? state.error;
  return (
    <form action={submit} className="grid gap-2">
      <input type="hidden" name="repositoryId" value={repositoryId} />
      <label
        htmlFor={id}
        onDragOver={(event) => event.preventDefault()}
        onDrop={onDrop}
        className="flex cursor-pointer items-center gap-3.5 rounded-lg border border-control border-dashed p-5 text-sm hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:outline-offset-2"
      >
        <input
          id={id}
          type="file"
          name="file"
          accept=".sarif,.json,.gz"
          required
          className="sr-only"
          onChange={onChange}
        />
        <FileUp aria-hidden="true" className="size-5 shrink-0 text-fg-subtle" />
        <span>
          <span className="block font-medium">
            {pending ? "Reading the file…" : "Drop another scanner’s SARIF file"}
          </span>
          <span className="text-fg-subtle">
            Or choose it. What it reports becomes findings here; what it no longer reports is
            closed.
          </span>
        </span>
      </label>
      <noscript>
        <button type="submit" className="link">
          Upload
        </button>
      </noscript>
      <div aria-live="polite" className="empty:hidden">
        {problem && (
          <FieldError>
            {problem}
            {!refused && state.requestId && (
              <span className="text-fg-subtle"> Request {state.requestId}</span>
            )}
          </FieldError>
        )}
        {state.done && !problem && <p className="text-fg-muted text-xs">{state.done}</p>}
      </div>
    </form>
  );
}
