import type { ActionEntry } from "./action-entry.ts";
import { memberForm } from "./action-entry.ts";
import { addConnection } from "./forge.ts";

/** Asking for the alerts of a repository on a forge; each try has one of its own. */
export const takeAlertsEntry: ActionEntry = {
  may: "developer",
  args: memberForm((t) => ({ repositoryId: t.repositoryId })),
  ready: async ({ w, a }) => {
    const { connectionId, forgeId } = await addConnection(w, a);
    const [made] = await w.s.repositories.connectHostedRepositories(
      a.as("admin"),
      a.organizationId,
      connectionId,
      [forgeId],
    );
    return made === undefined ? {} : { repositoryId: made.id };
  },
};
