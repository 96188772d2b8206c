import { Wrench } from "lucide-react";
import type { Severity } from "#lib/base/index.ts";
import { ActionButton } from "../ui/action-button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader, Row, Rows } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { SeverityBars, Status } from "../ui/status.tsx";

export interface GroupRow {
  key: string;
  /** The list of what is in it. */
  href: string;
  title: string;
  /** "js/exec-template", where the title is not the id. */
  id?: string | undefined;
  /** The scanner whose rule it is, where it was not Etna. */
  detector?: string | undefined;
  /** The gravest in it. */
  severity: Severity;
  count: number;
  overdue: number;
  fixable: number;
  /** What the form of "Fix all" carries; undefined where there is nothing to fix. */
  fixAll?: Readonly<Record<string, string>> | undefined;
}

export function GroupsList({
  title,
  groups,
  fix,
}: {
  title: string;
  groups: readonly GroupRow[];
  fix: FormAction;
}) {
  return (
    <Panel aria-labelledby="h-groups">
      <PanelHeader id="h-groups" title={title}>
        {groups.some((group) => group.fixAll) &&
          "A fix is of one finding; as many begin as each repository’s budget allows"}
      </PanelHeader>
      <Rows>
        {groups.map((group) => (
          <Row
            key={group.key}
            className="grid-cols-[84px_minmax(0,1fr)_104px_64px_112px] max-narrow:grid-cols-[minmax(0,1fr)_auto] max-narrow:gap-y-1.5"
          >
            <SeverityBars
              severity={group.severity}
              className="text-fg-muted text-xs max-narrow:order-2"
            />
            <div className="min-w-0 max-narrow:order-1 max-narrow:col-span-2">
              <RowLink href={group.href}>{group.title}</RowLink>
              <div className="meta">
                {group.id && <span className="break-all font-mono text-[11.5px]">{group.id}</span>}
                {group.detector && <span>{group.detector}</span>}
                {group.fixable > 0 && (
                  <span>
                    <Wrench aria-hidden="true" className="mr-1 inline size-3 align-[-1px]" />
                    {group.fixable === 1 ? "a rule can fix one" : `a rule can fix ${group.fixable}`}
                  </span>
                )}
              </div>
            </div>
            <span className="max-narrow:order-4">
              {group.overdue > 0 && <Status kind="clock">{group.overdue} overdue</Status>}
            </span>
            <span className="text-right font-medium text-sm tabular-nums max-narrow:order-3">
              {group.count.toLocaleString("en")}
            </span>
            <span className="justify-self-end max-narrow:order-5">
              {group.fixAll && (
                <ActionButton action={fix} values={group.fixAll} size="sm" working="Starting…">
                  Fix {group.fixable === 1 ? "it" : `all ${group.fixable}`}
                </ActionButton>
              )}
            </span>
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}
