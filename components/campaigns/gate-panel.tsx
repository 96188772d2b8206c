import { Check, CircleDashed, X } from "lucide-react";
import type { Report } from "#lib/services/campaigns/index.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";

const titles = {
  passed: "Why the gate passed",
  failed: "Why the gate failed",
  unjudged: "Why nothing can be said",
  too_little: "Why nothing can be said",
} as const;

const looks = {
  passed: { icon: Check, word: "Passed", tone: "text-fg-muted" },
  failed: { icon: X, word: "Failed", tone: "text-danger" },
  not_run: { icon: CircleDashed, word: "Not run", tone: "text-fg-subtle" },
} as const;

/** Each demand of the gate, what was seen, and how it came out. */
export function GatePanel({ gate }: { gate: Report["gate"] }) {
  return (
    <Panel aria-labelledby="h-gate">
      <PanelHeader id="h-gate" title={titles[gate.outcome]} />
      <ul className="divide-y divide-line">
        {gate.checks.map(({ id, title, detail, outcome }) => {
          const { icon: Icon, word, tone } = looks[outcome];
          return (
            <li
              key={id}
              className="grid grid-cols-[16px_minmax(160px,248px)_minmax(0,1fr)_auto] items-baseline gap-x-3 px-4 py-2 max-narrow:grid-cols-[16px_minmax(0,1fr)_auto] max-narrow:px-3"
            >
              <Icon aria-hidden="true" className={`size-3.5 translate-y-0.5 ${tone}`} />
              <span className="font-medium">{title}</span>
              <span className="text-fg-muted text-xs/5 max-narrow:col-span-2 max-narrow:col-start-2 max-narrow:row-start-2">
                {detail}
              </span>
              <span className={`text-xs ${tone}`}>{word}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
