import type { Metadata } from "next";
import { currentSessionId, requireMember } from "#app/_server/current.ts";
import { Sessions } from "#components/account/sessions.tsx";
import { listSessions, sessionIdleMs, sessionLifetimeMs } from "#lib/services/identity/index.ts";
import { SettingsPage } from "../settings-page.tsx";
import { endOtherSessionsAction, endSessionAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sessions" };

const dayMs = 24 * 60 * 60 * 1000;

export default async function SessionsPage({
  params,
}: {
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const { organization, person } = await requireMember(slug);
  const [here, sessions] = await Promise.all([currentSessionId(), listSessions(person.id)]);
  return (
    <SettingsPage
      organization={organization}
      path="/sessions"
      lede={`Where you are signed in. A session ends ${sessionIdleMs / dayMs} days after its last use, and ${sessionLifetimeMs / dayMs} days after its first.`}
    >
      <Sessions
        sessions={sessions.map(({ firstUsedAt, lastUsedAt, ...session }) => ({
          ...session,
          firstUsedAt: firstUsedAt.toISOString(),
          lastUsedAt: lastUsedAt.toISOString(),
          here: session.id === here,
        }))}
        end={endSessionAction.bind(null, slug)}
        endOthers={endOtherSessionsAction.bind(null, slug)}
      />
    </SettingsPage>
  );
}
