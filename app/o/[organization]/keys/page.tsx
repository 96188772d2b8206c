import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import { CheckKeys } from "#components/settings/check-keys.tsx";
import { KeyTimeline } from "#components/settings/key-timeline.tsx";
import { LogPanel } from "#components/settings/log-panel.tsx";
import { SigningKeys } from "#components/settings/signing-keys.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { fromBase64, toHex } from "#lib/base/index.ts";
import { may } from "#lib/services/audit/index.ts";
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
  const [rows, head] = await Promise.all([listSigningKeys(organization.id), readLogHead()]);
  const keys = rows.map((key) => ({
    id: key.id,
    fingerprint: toHex(fromBase64(key.hint) ?? new Uint8Array()),
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
          <KeyTimeline keys={keys} now={new Date().toISOString()} />
          <SigningKeys keys={keys} health={health} changes={changes} />
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
