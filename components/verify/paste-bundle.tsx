"use client";

import { type ClipboardEvent, type FormEvent, useId, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field, Textarea } from "../ui/field.tsx";

/** Takes what is in the clipboard: files as they are, text as one file. */
export function PasteBundle({ onPaste }: { onPaste: (files: readonly File[]) => void }) {
  const id = useId();
  const [text, setText] = useState("");

  function take(files: readonly File[]) {
    setText("");
    onPaste(files);
  }

  function pasted(event: ClipboardEvent) {
    const { files } = event.clipboardData;
    const whole = event.clipboardData.getData("text/plain");
    if (files.length === 0 && whole.trim() === "") return;
    event.preventDefault();
    take(files.length > 0 ? [...files] : [asFile(whole)]);
  }

  function submitted(event: FormEvent) {
    event.preventDefault();
    if (text.trim() !== "") take([asFile(text)]);
  }

  return (
    <form
      onSubmit={submitted}
      className="mt-3 flex items-end gap-2 max-narrow:flex-col max-narrow:items-stretch"
    >
      <Field
        name={id}
        label="Or paste one: bundle, keys.json, trusted_root.json, patch or report"
        className="flex-1"
      >
        <Textarea
          id={id}
          rows={1}
          spellCheck={false}
          value={text}
          onPaste={pasted}
          onChange={(event) => setText(event.target.value)}
          className="min-h-8 font-mono text-[12px]"
        />
      </Field>
      <Button type="submit" disabled={text.trim() === ""}>
        Take it
      </Button>
    </form>
  );
}

function asFile(text: string): File {
  return new File([text], "pasted text");
}
