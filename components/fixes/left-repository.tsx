import { CircleSlash } from "lucide-react";
import type { ReactNode } from "react";
import { Panel, PanelHeader } from "../ui/panel.tsx";

/** What was sent outside to make this fix: nothing, where a rule wrote it. */
export function NothingLeft({ children }: { children?: ReactNode }) {
  return (
    <Panel aria-labelledby="h-left">
      <PanelHeader id="h-left" title="What left your repository" />
      <div className="grid grid-cols-[16px_minmax(0,1fr)] gap-3 p-4 max-narrow:px-3">
        <CircleSlash aria-hidden="true" className="mt-0.5 text-fg-subtle" />
        <div>
          <p className="font-medium">Nothing left: a rule wrote this fix.</p>
          <p className="text-fg-muted">
            {children ?? "No model was asked, and no line of the code was sent anywhere."}
          </p>
        </div>
      </div>
    </Panel>
  );
}
