import type { Metadata } from "next";
import { headers } from "next/headers";
import { z } from "zod";
import { requirePerson } from "#app/_server/current.ts";
import { proofActions } from "#app/_server/proof-actions.ts";
import { type Query, queryValue } from "#app/_server/query.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { AuthenticatorApp } from "#components/second-factor/authenticator-app.tsx";
import { ConfirmProvider } from "#components/second-factor/confirm-provider.tsx";
import { Passkeys } from "#components/second-factor/passkeys.tsx";
import { RecoveryCodes } from "#components/second-factor/recovery-codes.tsx";
import { Requirement } from "#components/second-factor/requirement.tsx";
import { PageHead } from "#components/shell/page.tsx";
import { deviceName } from "#lib/services/identity/index.ts";
import { listMemberships } from "#lib/services/organizations/index.ts";
import { listFactors } from "#lib/services/second-factor/index.ts";
import {
  beginPasskeyAction,
  beginTotpAction,
  confirmTotpAction,
  finishPasskeyAction,
  removePasskeyAction,
  removeTotpAction,
  renamePasskeyAction,
  renewRecoveryCodesAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Security" };

/** A person's own factors. It belongs to no organization: some are closed to whoever has none. */
export default async function SecurityPage({ searchParams }: { searchParams: Promise<Query> }) {
  const slug = queryValue(await searchParams, "organization", z.string().max(60));
  const person = await requirePerson("/account/security");
  const [factors, memberships, request] = await Promise.all([
    listFactors(person.id),
    listMemberships(person.id),
    headers(),
  ]);
  const organizations = memberships.map(({ organization }) => organization);
  const { hasSecondFactor } = person;
  const from = organizations.find((organization) => organization.slug === slug);
  return (
    <PublicPage signedInAs={{ href: from ? `/o/${from.slug}` : "/welcome" }}>
      <ConfirmProvider actions={proofActions(null)}>
        <div className="grid gap-6">
          <PageHead
            title="Security"
            lede={`What ${person.email} can show besides a sign-in: a passkey, or a code of an authenticator app.`}
          />
          <Requirement
            hasFactor={hasSecondFactor}
            requiredBy={organizations
              .filter(({ requiresSecondFactor }) => requiresSecondFactor)
              .map(({ name }) => name)}
            from={from && { name: from.name, href: `/o/${from.slug}` }}
            codesLeft={factors.recoveryCodesLeft}
          />
          <Passkeys
            passkeys={factors.passkeys.map(({ createdAt, lastUsedAt, ...passkey }) => ({
              ...passkey,
              createdAt: createdAt.toISOString(),
              lastUsedAt: lastUsedAt?.toISOString() ?? null,
            }))}
            here={deviceName(request.get("user-agent"))}
            begin={beginPasskeyAction}
            finish={finishPasskeyAction}
            rename={renamePasskeyAction}
            remove={removePasskeyAction}
          />
          <AuthenticatorApp
            since={factors.appSince?.toISOString() ?? null}
            begin={beginTotpAction}
            confirm={confirmTotpAction}
            remove={removeTotpAction}
          />
          <RecoveryCodes
            left={factors.recoveryCodesLeft}
            hasFactor={hasSecondFactor}
            email={person.email}
            renew={renewRecoveryCodesAction}
          />
        </div>
      </ConfirmProvider>
    </PublicPage>
  );
}
