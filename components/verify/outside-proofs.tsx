import { CommandBlock } from "../ui/command-block.tsx";
import { CheckDetails } from "./check-details.tsx";
import { type OutsideCommand, type OutsideRow, outsideWords, titleAt } from "./outside-state.ts";
import { type SavedFile, SavedFiles } from "./saved-files.tsx";

/** What others say of the signatures. None of it decides whether the fix is genuine. */
export function OutsideProofs({
  rows,
  files,
  commands,
}: {
  /** None where nobody was asked. */
  rows: readonly OutsideRow[];
  files: readonly SavedFile[];
  commands: readonly OutsideCommand[];
}) {
  return (
    <section aria-labelledby="h-outside" className="mt-12 max-narrow:mt-10">
      <h2 id="h-outside" className="font-semibold text-lg">
        Beside Etna’s word
      </h2>
      <p className="mt-1 mb-4 text-fg-muted">
        {rows.length === 0
          ? "Nobody else was asked about this signature. Its time and its place rest on Etna’s log."
          : "What others say of the same signature, so that time and place do not rest on Etna alone. Our server checked it; this browser does not."}
      </p>
      {rows.map(({ id, title, time, state, compared, reason }) => (
        <CheckDetails
          key={id}
          allHold
          word={outsideWords[state]}
          check={{
            id,
            link: id.startsWith("merged") ? "merged" : "logged",
            title: titleAt(title, time),
            outcome: state === "holds" || state === "fails" ? state : "not_run",
            compared,
            ...(reason !== null && { reason }),
          }}
        />
      ))}
      {files.length > 0 && <SavedFiles files={files} />}
      {commands.map(({ says, command, prints }) => (
        <div key={says}>
          <p className="mt-4 mb-2 text-fg-muted">{says}</p>
          <CommandBlock command={command} prints={prints} />
        </div>
      ))}
    </section>
  );
}
