import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import { LogPanel } from "#components/settings/log-panel.tsx";
import { SigningKeys } from "#components/settings/signing-keys.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { fromBase64, toHex } from "#lib/base/index.ts";
import { listSigningKeys, readLogHead } from "#lib/services/provenance/index.ts";

export const metadata: Metadata = { title: "Signing keys" };

export default async function KeysPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization: slug } = await params;
  const { organization } = await requireMember(slug);
  const base = `/o/${slug}`;
  const [keys, head] = await Promise.all([listSigningKeys(organization.id), readLogHead()]);
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
        <SigningKeys
          keysHref={`${base}/keys/keys.json`}
          keys={keys.map((key) => ({
            id: key.id,
            fingerprint: toHex(fromBase64(key.hint) ?? new Uint8Array()),
            since: key.validFrom.toISOString(),
            fixesSigned: key.signatures,
            wrappedBy: key.wrappedBy,
            ...(key.validUntil && { until: key.validUntil.toISOString() }),
            ...(key.revokedAt && { revokedAt: key.revokedAt.toISOString() }),
            ...(key.revokedReason && { reason: key.revokedReason }),
          }))}
        />
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
