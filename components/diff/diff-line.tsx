import type { DiffLine } from "./blocks.ts";
import { type Segment, segmentsOf } from "./segments.ts";
import { DiffCell, DiffCode, DiffRow } from "./table-parts.tsx";

const marks = { add: "+", delete: "−", context: " " } as const;
const spoken = { add: "added", delete: "removed", context: "" } as const;

/**
 * One line as a row: its number (a link to itself), its mark, its code. A `twin` is the left copy
 * of an unchanged line: it is there for the eye only.
 */
export function DiffLineRow({
  line,
  file,
  side,
  twin = false,
}: {
  line: DiffLine;
  file: number;
  side: "L" | "R";
  twin?: boolean;
}) {
  const id = `F${file}${side}${line.number}`;
  return (
    <DiffRow id={id} className="diff-ln" data-kind={line.kind}>
      <DiffCell className="diff-no">
        <a
          href={`#${id}`}
          className="block"
          tabIndex={twin ? -1 : undefined}
          aria-label={`Line ${line.number}, ${side === "L" ? "before" : "after"}`}
        >
          {line.number}
        </a>
      </DiffCell>
      <DiffCell className="diff-mk">
        <span aria-hidden="true">{marks[line.kind]}</span>
        <span className="sr-only">{spoken[line.kind]}</span>
      </DiffCell>
      <DiffCode>
        {segmentsOf(line.tokens, line.marks).map((segment) => (
          <Piece key={segment.at} segment={segment} />
        ))}
        {line.noNewline && <span className="pl-3 text-fg-subtle">no newline at the end</span>}
      </DiffCode>
    </DiffRow>
  );
}

function Piece({ segment }: { segment: Segment }) {
  const className = segment.kind ? `tk-${segment.kind}` : undefined;
  if (segment.hidden) {
    return (
      <span className="diff-hidden" title="A character that is not seen">
        {segment.hidden}
      </span>
    );
  }
  if (segment.marked) return <mark className={className}>{segment.text}</mark>;
  return className ? <span className={className}>{segment.text}</span> : segment.text;
}
