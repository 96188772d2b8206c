import type { SignInWorld } from "../sign-in-world.ts";
import type { Team } from "../team.ts";
import type { Target } from "./target.ts";
import { type Canaries, plant } from "./words.ts";

type Forge = Pick<Target, "forgeToken" | "forgeId">;

/** Somebody on the forge with a token and a repository, whose names are canaries where given any. */
export async function addForgeAccount(
  { enterprise }: SignInWorld,
  canaries?: Canaries,
): Promise<Forge> {
  const { forge } = enterprise;
  const [login, name] = [plant(), plant()];
  canaries?.add(login, "an account on a forge", "A");
  canaries?.add(name, "a repository on a forge", "A");
  const user = forge.addUser(login);
  const repository = await forge.addRepository({
    owner: user,
    name,
    files: { "README.md": "#\n" },
  });
  const token = forge.addToken({ user, kind: "personal", scopes: ["repo"] }, "ghp_");
  return { forgeToken: token.value, forgeId: String(repository.id) };
}

/** A connection of the house's by such a token. */
export async function addConnection(
  w: SignInWorld,
  team: Team,
  canaries?: Canaries,
): Promise<Forge & Pick<Target, "connectionId" | "connectionName">> {
  const forge = await addForgeAccount(w, canaries);
  const { organizationId } = team;
  const { id: connectionId } = await w.s.connections.connectWithToken(
    team.as("admin"),
    organizationId,
    { kind: "github", host: w.enterprise.url, token: forge.forgeToken },
  );
  const all = await w.s.connections.listConnections(organizationId);
  const connectionName = all.find(({ id }) => id === connectionId)?.name ?? "";
  return { ...forge, connectionId, connectionName };
}
