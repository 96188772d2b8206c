import { CopyButton } from "./copy-button.tsx";

/**
 * A command that is copied on one line and shown on several. A line's leading options (words that
 * begin with a dash) are set apart; `prints` is what a good run answers.
 */
export function CommandBlock({
  lines,
  prints,
  className,
}: {
  lines: readonly string[];
  prints?: string;
  className?: string;
}) {
  const command = lines.map((line) => line.trim()).join(" ");
  return (
    <div className={className}>
      <div className="relative min-w-0 overflow-hidden rounded-md border border-line bg-sunken max-narrow:flex max-narrow:flex-col">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <pre tabIndex={0} className="overflow-x-auto px-4 py-3.5 text-[12.5px] leading-5">
          <code className="text-[12.5px]">
            {lines.map((line, index) => (
              <span key={line}>
                {line.split(/( +)/).map((word, position) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the words of a fixed line never move
                  <span key={position} className={word.startsWith("--") ? "tk-keyword" : undefined}>
                    {word}
                  </span>
                ))}
                {index < lines.length - 1 && " \\\n"}
              </span>
            ))}
          </code>
        </pre>
        <CopyButton
          value={command}
          label="Copy command"
          className="absolute top-2 right-2 max-narrow:static max-narrow:mx-3 max-narrow:mb-3"
        >
          Copy
        </CopyButton>
        {prints && (
          <p className="border-line border-t bg-raised px-4 py-2 font-mono text-fg-muted text-xs">
            <span className="font-sans text-fg-subtle">prints </span>
            {prints}
          </p>
        )}
      </div>
    </div>
  );
}
