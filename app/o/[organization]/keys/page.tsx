import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import { ApproverKeys } from "#components/settings/approver-keys.tsx";
import { CheckKeys } from "#components/settings/check-keys.tsx";
import { KeyTimeline } from "#components/settings/key-timeline.tsx";
import { LogPanel } from "#components/settings/log-panel.tsx";
import { SignatureDemands } from "#components/settings/signature-demands.tsx";
import { SigningKeys } from "#components/settings/signing-keys.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { fromBase64, toHex } from "#lib/base/index.ts";
import { may } from "#lib/services/audit/index.ts";
import { listApproverKeys, listSignatureDemands } from "#lib/services/organizations/index.ts";
import {
  checkKeyHealth,
  listSigningKeys,
  readLogHead,
  revocationReasons,
} from "#lib/services/provenance/index.ts";
import { revokeAction, rotateAction } from "./actions.ts";

export const metadata: Metadata = { title: "Signing keys" };

export default async function KeysPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization: slug } = await params;
  const { organization, role } = await requireMember(slug);
  const base = `/o/${slug}`;
  const [rows, approvers, demands, head] = await Promise.all([
    listSigningKeys(organization.id),
    listApproverKeys(organization.id),
    listSignatureDemands(organization.id),
    readLogHead(),
  ]);
  const now = new Date().toISOString();
  const keys = rows.map((key) => ({
    id: key.id,
    fingerprint: fingerprintOf(key.hint),
    since: key.validFrom.toISOString(),
    fixesSigned: key.signatures,
    place: key.place,
    ...(key.validUntil && { until: key.validUntil.toISOString() }),
    ...(key.revokedAt && { revokedAt: key.revokedAt.toISOString() }),
    ...(key.revokedReason && { reason: key.revokedReason }),
  }));
  const health = keys.length === 0 ? undefined : await checkKeyHealth(organization.id);
  const changes = may(role, "key.rotate")
    ? {
        rotate: rotateAction.bind(null, slug),
        revoke: revokeAction.bind(null, slug),
        reasons: revocationReasons,
      }
    : null;
  return (
    <ConsolePage crumbs={[{ label: organization.name, href: base }, { label: "Signing keys" }]}>
      <PageHead
        title="Signing keys"
        lede={`What ${organization.name} signs approved fixes with, and the log that keeps count.`}
      />
      {keys.length === 0 ? (
        <EmptyState
          icon={KeyRound}
          title="There is no key yet."
          text="It is made when the first repository is connected."
        >
          <ButtonLink href={`${base}/repositories`}>Repositories</ButtonLink>
        </EmptyState>
      ) : (
        <>
          <KeyTimeline keys={keys} now={now} />
          <SigningKeys keys={keys} health={health} changes={changes} />
          <ApproverKeys
            keys={approvers.map(({ hint, validFrom, validUntil, owner }) => ({
              fingerprint: fingerprintOf(hint),
              since: validFrom.toISOString(),
              ...(validUntil && { until: validUntil.toISOString() }),
              owner: owner ?? "A former member",
            }))}
          />
          <SignatureDemands
            demands={demands.map(({ startsAt, endsAt }) => ({
              since: startsAt.toISOString(),
              ...(endsAt && { until: endsAt.toISOString() }),
            }))}
            now={now}
          />
          <CheckKeys
            keysHref={`${base}/keys/keys.json`}
            trustedRootHref="/verify/trusted_root.json"
          />
        </>
      )}
      <LogPanel
        log={{
          origin: head.origin,
          size: head.size,
          root: toHex(head.root),
          at: head.lastEntryAt.toISOString(),
          trustedRootHref: "/verify/trusted_root.json",
        }}
      />
    </ConsolePage>
  );
}

function fingerprintOf(hint: string): string {
  return toHex(fromBase64(hint) ?? new Uint8Array());
}
