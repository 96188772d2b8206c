import { cn } from "../ui/cn.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { highlightLines } from "./highlight.ts";
import { segmentsOf } from "./segments.ts";

/** Some lines of a file, numbered from `firstLine`; those from `from` to `to` are the fault. */
export async function CodeExcerpt({
  path,
  lines,
  firstLine,
  fault,
}: {
  path: string;
  lines: readonly string[];
  firstLine: number;
  fault?: { from: number; to: number } | undefined;
}) {
  const coloured = await highlightLines(path, lines);
  return (
    <figure className="min-w-0 overflow-hidden rounded-lg border border-line bg-raised">
      <figcaption className="flex min-h-10 items-center gap-2 border-line border-b bg-chrome px-4 font-medium font-mono text-[12.5px]">
        <span className="min-w-0 break-all">{path}</span>
        <CopyButton value={path} label="Copy path" />
      </figcaption>
      <section
        aria-label={`Lines of ${path}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="diff"
      >
        <ol className="grid min-w-max">
          {coloured.map((tokens, index) => {
            const number = firstLine + index;
            const marked = fault && number >= fault.from && number <= fault.to;
            return (
              <li key={number} id={`L${number}`} className={cn("diff-ln", marked && "diff-fault")}>
                <a href={`#L${number}`} className="diff-no" aria-label={`Line ${number}`}>
                  {number}
                </a>
                <span className="diff-mk">{marked && <span aria-hidden="true">›</span>}</span>
                <code>
                  {segmentsOf(tokens, []).map((segment) => (
                    <span
                      key={segment.at}
                      className={
                        segment.hidden
                          ? "diff-hidden"
                          : segment.kind
                            ? `tk-${segment.kind}`
                            : undefined
                      }
                    >
                      {segment.hidden ?? segment.text}
                    </span>
                  ))}
                </code>
              </li>
            );
          })}
        </ol>
      </section>
    </figure>
  );
}
