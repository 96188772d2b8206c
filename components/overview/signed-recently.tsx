import { ShieldCheck } from "lucide-react";
import { shortDigest } from "../ui/digest-text.ts";
import { Panel, PanelHeader, Row, Rows } from "../ui/panel.tsx";
import { MoreLink, RowLink } from "../ui/row-link.tsx";
import { Time } from "../ui/time.tsx";

export interface SignedRow {
  id: string;
  href: string;
  title: string;
  repository: string;
  approvedBy: string;
  /** SHA-256 of the patch, hex. */
  patch: string;
  signedAt: string;
}

export function SignedRecently({
  fixes,
  allHref,
}: {
  fixes: readonly SignedRow[];
  allHref: string;
}) {
  return (
    <Panel aria-labelledby="h-signed">
      <PanelHeader id="h-signed" title="Signed recently">
        <MoreLink href={allHref}>All fixes</MoreLink>
      </PanelHeader>
      {fixes.length === 0 ? (
        <p className="p-4 text-fg-muted">No fix has been signed yet.</p>
      ) : (
        <Rows>
          {fixes.map((fix) => (
            <Row
              key={fix.id}
              className="grid-cols-[20px_minmax(0,1fr)_auto] gap-x-3 max-narrow:grid-cols-[20px_minmax(0,1fr)]"
            >
              <ShieldCheck
                role="img"
                aria-label="Verified"
                className="mx-auto text-verified max-narrow:mt-0.5 max-narrow:self-start"
              />
              <div className="min-w-0">
                <RowLink href={fix.href}>{fix.title}</RowLink>
                <div className="meta">
                  <span>{fix.repository}</span>
                  <span>Approved by {fix.approvedBy}</span>
                  <span className="font-mono text-[11.5px] max-narrow:hidden">
                    {shortDigest(fix.patch)}
                  </span>
                </div>
              </div>
              <Time at={fix.signedAt} className="text-fg-subtle text-xs max-narrow:col-start-2" />
            </Row>
          ))}
        </Rows>
      )}
    </Panel>
  );
}
