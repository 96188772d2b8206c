import {
  connectWithToken,
  type MadeWebhook,
  makeWebhook,
} from "#lib/services/connections/index.ts";
import { connectHostedRepositories } from "#lib/services/repositories/index.ts";
import type { GithubServer } from "#samples/forge/github/face.ts";
import type { Repository } from "#samples/forge/state.ts";
import type { BenchInstallation } from "../support/installation.ts";

export interface ConnectedForge {
  readonly github: GithubServer;
  readonly repository: Repository;
  readonly repositoryId: string;
  readonly connectionId: string;
  readonly webhook: MadeWebhook;
}

/** One repository on a GitHub of our own, and an address that it reports to. */
export async function connectForge(
  { actor, organizationId }: BenchInstallation,
  github: GithubServer,
): Promise<ConnectedForge> {
  const { forge } = github;
  const owner = forge.addUser("bench-owner");
  const files = { "README.md": "# Bench\n" };
  const repository = await forge.addRepository({ owner, name: "bench", files });
  const { value } = forge.addToken({ user: owner, kind: "personal", scopes: ["repo"] });
  const asked = { kind: "github", host: github.url, token: value } as const;
  const { id: connectionId } = await connectWithToken(actor, organizationId, asked);
  const [made] = await connectHostedRepositories(actor, organizationId, connectionId, [
    String(repository.id),
  ]);
  if (made === undefined) throw new Error("The repository was not connected.");
  const webhook = await makeWebhook(actor, organizationId, connectionId);
  return { github, repository, repositoryId: made.id, connectionId, webhook };
}
