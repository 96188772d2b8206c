import { AppWindow, Server } from "lucide-react";
import { Time } from "../ui/time.tsx";
import type { CheckContext, CheckSources } from "./browser-check.ts";
import { BrowserResult } from "./browser-result.tsx";
import { countWords, type VerifyCheck } from "./view.ts";

/** Who checked: our server, and then this very browser with the same code. */
export function CheckedTwice({
  checks,
  checkedAt,
  sources,
  context,
}: {
  checks: readonly VerifyCheck[];
  checkedAt: string;
  sources?: CheckSources | undefined;
  context?: CheckContext | undefined;
}) {
  const answer = countWords(checks);
  return (
    <div className="flex flex-wrap gap-x-6 gap-y-1 pt-3 text-fg-subtle text-xs">
      <p className="inline-flex gap-1.5">
        <Server aria-hidden="true" className="mt-px size-3.5" />
        <span>
          Checked by our server at <Time at={checkedAt} format="clock" /> UTC:{" "}
          <span className="font-medium text-fg">{answer}</span>
        </span>
      </p>
      {sources && (
        <div className="inline-flex gap-1.5">
          <AppWindow aria-hidden="true" className="mt-px size-3.5" />
          <BrowserResult sources={sources} context={context ?? {}} serverAnswer={answer} />
        </div>
      )}
    </div>
  );
}
