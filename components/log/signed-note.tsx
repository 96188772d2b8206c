import { cn } from "../ui/cn.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Panel, PanelHeader } from "../ui/panel.tsx";

/** A signed note, byte for byte, and whom it is for. */
export function SignedNote({
  id,
  title,
  text,
  note,
  wraps = false,
}: {
  id: string;
  title: string;
  text: string;
  note: string;
  /** Where its lines mean the same broken anywhere. */
  wraps?: boolean;
}) {
  return (
    <Panel aria-labelledby={id}>
      <PanelHeader id={id} title={title}>
        <CopyButton value={note} label={`Copy ${title.toLowerCase()}`} />
      </PanelHeader>
      <p className="px-4 pt-3 text-fg-muted text-sm max-narrow:px-3">{text}</p>
      <section
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto px-4 py-3 max-narrow:px-3"
      >
        <pre className={cn("text-[12px] leading-5", wraps && "whitespace-pre-wrap break-all")}>
          {note}
        </pre>
      </section>
    </Panel>
  );
}
