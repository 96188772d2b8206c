import { Panel, Row, Rows } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { Time } from "../ui/time.tsx";

export interface RepositoryRow {
  id: string;
  href: string;
  name: string;
  /** "Local", "GitHub". */
  forge: string;
  /** Why nothing can be proposed there at the moment. */
  trouble?: string | null;
  defaultBranch: string;
  openFindings: number;
  fixesWaiting: number;
  lastScanAt?: string | undefined;
}

export function RepositoriesList({ repositories }: { repositories: readonly RepositoryRow[] }) {
  return (
    <Panel aria-label="Repositories">
      <Rows>
        {repositories.map((repository) => (
          <Row
            key={repository.id}
            className="grid-cols-[minmax(0,1fr)_120px_84px] max-narrow:grid-cols-[minmax(0,1fr)_auto] max-narrow:gap-y-1"
          >
            <div className="min-w-0 max-narrow:col-span-2">
              <RowLink href={repository.href}>{repository.name}</RowLink>
              <div className="meta">
                <span>{repository.forge}</span>
                <span className="break-all font-mono text-[11.5px]">
                  {repository.defaultBranch}
                </span>
                {repository.trouble && <span className="text-danger">{repository.trouble}</span>}
                {repository.fixesWaiting > 0 && (
                  <span className="text-ember">
                    {repository.fixesWaiting === 1
                      ? "1 fix needs a person"
                      : `${repository.fixesWaiting} fixes need a person`}
                  </span>
                )}
              </div>
            </div>
            <span className="text-fg-muted text-xs tabular-nums">
              {repository.openFindings === 0
                ? "No open findings"
                : `${repository.openFindings} open`}
            </span>
            <span className="text-right text-fg-subtle text-xs">
              {repository.lastScanAt ? <Time at={repository.lastScanAt} /> : "Not scanned"}
            </span>
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}
