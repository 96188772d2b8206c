import type { Metadata } from "next";
import Link from "next/link";
import { requireMember } from "#app/_server/current.ts";
import { Tokens } from "#components/settings/tokens.tsx";
import { listTokens, tokenLifetimesDays } from "#lib/services/api-tokens/index.ts";
import { roleAtLeast } from "#lib/services/audit/index.ts";
import { SettingsPage } from "../settings-page.tsx";
import { createTokenAction, revokeTokenAction } from "./actions.ts";

export const metadata: Metadata = { title: "API tokens" };

export default async function TokensPage({
  params,
}: {
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const { organization, person, role } = await requireMember(slug);
  const tokens = await listTokens(organization.id);
  const now = new Date();
  return (
    <SettingsPage
      organization={organization}
      path="/tokens"
      lede={
        <>
          A program’s way in. A token can do no more than the person who made it, and never
          approves.{" "}
          <Link href="/docs/api" className="link">
            What the API can do
          </Link>
        </>
      }
    >
      <Tokens
        tokens={tokens.map((token) => ({
          id: token.id,
          name: token.name,
          scopes: token.scopes,
          madeBy: token.createdBy,
          lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
          expiresAt: token.expiresAt.toISOString(),
          works: token.expiresAt > now && token.createdBy !== null,
          mine: token.createdById === person.id || roleAtLeast(role, "admin"),
        }))}
        lifetimesDays={tokenLifetimesDays}
        mayChange={roleAtLeast(role, "developer")}
        create={createTokenAction.bind(null, slug)}
        revoke={revokeTokenAction.bind(null, slug)}
      />
    </SettingsPage>
  );
}
