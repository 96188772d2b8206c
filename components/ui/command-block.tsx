import { cn } from "./cn.ts";
import { CopyButton } from "./copy-button.tsx";

/** A command, or other text to take along, shown and copied as it is. `prints` is what a good run answers. */
export function CommandBlock({
  command,
  prints,
  label = "Command",
  wraps = false,
}: {
  command: string;
  prints?: string | undefined;
  label?: string;
  /** For one long line that means the same broken anywhere. */
  wraps?: boolean;
}) {
  return (
    <div className="relative min-w-0 overflow-hidden rounded-md border border-line bg-sunken max-narrow:flex max-narrow:flex-col">
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className={cn("overflow-x-auto px-4 py-3.5", wraps && "narrow:pr-24")}
      >
        <pre className={cn("text-[12.5px] leading-5", wraps && "whitespace-pre-wrap break-all")}>
          <code className="text-[12.5px]">
            {command.split(/(?<!\S)(--[A-Za-z-]+)/).map(optionOrText)}
          </code>
        </pre>
      </section>
      <CopyButton
        value={command}
        label={`Copy ${label.toLowerCase()}`}
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
  );
}

function optionOrText(part: string, index: number) {
  return index % 2 === 0 ? (
    part
  ) : (
    <span key={part} className="tk-keyword">
      {part}
    </span>
  );
}
