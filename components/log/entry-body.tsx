import { CopyHere } from "../ui/copy-here.tsx";
import { ComparedValues } from "../verify/compared-values.tsx";
import { SignedNote } from "./signed-note.tsx";

export interface EntryField {
  label: string;
  value: string;
}

/** The bytes of an entry: field by field where they have the known form, and as they are. */
export function EntryBodyView({
  fields,
  text,
  sizeBytes,
}: {
  /** Null where the body has no form that is known here. */
  fields: readonly EntryField[] | null;
  text: string;
  sizeBytes: number;
}) {
  return (
    <section aria-labelledby="h-body" className="mt-10 grid gap-3">
      <h2 id="h-body" className="font-semibold text-lg">
        What it holds
      </h2>
      {fields && (
        <CopyHere>
          <ComparedValues rows={fields} fails={false} />
        </CopyHere>
      )}
      <SignedNote
        id="h-raw"
        title={`All ${sizeBytes.toLocaleString("en")} bytes`}
        text="sha256 of a zero byte and these bytes is the leaf (RFC 6962)."
        note={text}
        wraps
      />
    </section>
  );
}
