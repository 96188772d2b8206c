import type { FaceAnswer } from "../server.ts";
import { type Installation, permissionOf, type Repository } from "../state.ts";
import { GithubRefusal, notFound } from "./refusal.ts";
import { type Asked, paged, textField } from "./router.ts";
import {
  appShape,
  installationShape,
  repositoryShape,
  type Schemas,
  time,
  userShape,
} from "./shapes.ts";
import { type GithubApp, installationToken } from "./world.ts";

/** Everything outside a repository, by method and path; null where there is no such place. */
export function answerOutside(asked: Asked, method: string, path: string): FaceAnswer | null {
  const place = `${method} ${path}`;
  if (place === "GET /user") return getUser(asked);
  if (place === "GET /user/repos") return listOwn(asked);
  if (place === "GET /user/installations") return listUserInstallations(asked);
  if (place === "GET /app") return { status: 200, body: appShape(asked.world, appOf(asked)) };
  if (place === "GET /app/installations") return listInstallations(asked);
  if (place === "GET /installation/repositories") return listInstalled(asked);
  if (place === "DELETE /installation/token") return revoke(asked);
  if (place === "GET /rate_limit") return rateLimit(asked);
  const one = /^(GET|DELETE) \/app\/installations\/(\d+)$/.exec(place);
  if (one !== null) return installation(asked, one[1] ?? "", Number(one[2]));
  const token = /^POST \/app\/installations\/(\d+)\/access_tokens$/.exec(place);
  if (token !== null) return createToken(asked, Number(token[1]));
  const grant = /^DELETE \/applications\/([^/]+)\/(token|grant)$/.exec(place);
  if (grant !== null) return revokeOauth(asked, grant[1] ?? "", grant[2] === "grant");
  return null;
}

function appOf({ caller }: Asked): GithubApp {
  if (caller.app === null) {
    throw new GithubRefusal(401, "A JSON web token could not be decoded");
  }
  return caller.app;
}

function getUser({ world, caller }: Asked): FaceAnswer {
  if (caller.token?.kind === "app_installation") {
    throw new GithubRefusal(403, "Resource not accessible by integration");
  }
  const { user } = caller;
  const body: Schemas["public-user"] = {
    ...userShape(world, user),
    name: user.name,
    company: null,
    blog: "",
    location: null,
    email: user.email,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: time(0),
    updated_at: time(0),
  };
  return { status: 200, body };
}

function living({ world }: Asked): readonly Repository[] {
  return [...world.forge.state.repositories.values()].filter(({ deleted }) => !deleted);
}

function listOwn(asked: Asked): FaceAnswer {
  const { world, caller } = asked;
  const own = living(asked).filter(
    ({ owner, members }) => owner.login === caller.user.login || members.has(caller.user.login),
  );
  return paged(
    asked,
    own.map((repository) => repositoryShape(world, repository, caller)),
  );
}

function installed(asked: Asked, of: Installation): readonly Repository[] {
  return living(asked).filter(
    ({ id, owner }) =>
      owner.login === of.account.login &&
      (of.repositoryIds === "all" || of.repositoryIds.includes(id)),
  );
}

function listInstalled(asked: Asked): FaceAnswer {
  const { world, caller } = asked;
  const { token } = caller;
  const of = world.forge.state.installations.get(token?.installationId ?? 0);
  if (token === null || of === undefined) {
    throw new GithubRefusal(
      403,
      "You must authenticate with an installation access token in order to list repositories for an installation.",
    );
  }
  const found = installed(asked, of).filter(
    ({ id }) => token.repositoryIds === "all" || token.repositoryIds.includes(id),
  );
  const shapes = found.map((repository) => repositoryShape(world, repository, caller));
  return paged(asked, shapes, (page) => ({
    total_count: found.length,
    repository_selection: of.repositoryIds === "all" ? "all" : "selected",
    repositories: page,
  }));
}

function listInstallations(asked: Asked): FaceAnswer {
  const app = appOf(asked);
  const { world } = asked;
  const own = [...world.forge.state.installations.values()].filter(
    ({ appId, deleted }) => appId === app.id && !deleted,
  );
  return paged(
    asked,
    own.map((one) => installationShape(world, one)),
  );
}

function listUserInstallations(asked: Asked): FaceAnswer {
  const { world, caller } = asked;
  const own = [...world.forge.state.installations.values()].filter(
    (one) =>
      !one.deleted &&
      installed(asked, one).some((repository) => permissionOf(repository, caller.user) !== "none"),
  );
  return paged(
    asked,
    own.map((one) => installationShape(world, one)),
    (page) => ({ total_count: own.length, installations: page }),
  );
}

function ownInstallation(asked: Asked, id: number): Installation {
  const found = asked.world.forge.state.installations.get(id);
  if (found === undefined || found.deleted || found.appId !== appOf(asked).id) throw notFound();
  return found;
}

function installation(asked: Asked, method: string, id: number): FaceAnswer {
  const { world, caller } = asked;
  const found = ownInstallation(asked, id);
  if (method === "GET") return { status: 200, body: installationShape(world, found) };
  found.deleted = true;
  const repositories = installed(asked, found);
  world.forge.emit({
    kind: "installation",
    action: "deleted",
    installation: found,
    repositories,
    by: caller.user,
  });
  return { status: 204 };
}

/** A token can be narrowed to fewer repositories and permissions, and never widened. */
function createToken(asked: Asked, id: number): FaceAnswer {
  const { world, json, caller } = asked;
  const of = ownInstallation(asked, id);
  if (of.suspendedAtMs !== null) {
    throw new GithubRefusal(403, "This installation has been suspended");
  }
  const wanted = (json.permissions ?? of.grants) as Record<string, "read" | "write">;
  for (const [name, level] of Object.entries(wanted)) {
    const granted = of.grants[name];
    if (granted === "write" || granted === level) continue;
    throw new GithubRefusal(422, "The permissions requested are not granted to this installation.");
  }
  const within = installed(asked, of);
  const ids = Array.isArray(json.repository_ids) ? json.repository_ids.map(Number) : null;
  if (ids?.some((one) => !within.some((repository) => repository.id === one))) {
    throw new GithubRefusal(
      422,
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  }
  const token = installationToken(world, of, {
    grants: wanted,
    ...(ids !== null && { repositoryIds: ids }),
  });
  const body: Schemas["installation-token"] = {
    token: token.value,
    expires_at: time(token.expiresAtMs ?? 0),
    permissions: wanted,
    repository_selection: ids !== null || of.repositoryIds !== "all" ? "selected" : "all",
    ...(ids !== null && {
      repositories: within
        .filter((repository) => ids.includes(repository.id))
        .map((repository) => repositoryShape(world, repository, caller)),
    }),
  };
  return { status: 201, body };
}

function revoke({ caller }: Asked): FaceAnswer {
  if (caller.token?.kind !== "app_installation") {
    throw new GithubRefusal(403, "You must authenticate with an installation access token.");
  }
  caller.token.revoked = true;
  return { status: 204 };
}

function revokeOauth(asked: Asked, clientId: string, whole: boolean): FaceAnswer {
  const { world, json } = asked;
  if (appOf(asked).clientId !== clientId) throw notFound();
  const token = world.forge.state.tokens.get(textField(json, "access_token"));
  if (token === undefined || token.revoked) throw notFound();
  const tokens = whole ? [...world.forge.state.tokens.values()] : [token];
  for (const one of tokens) {
    if (one.kind === "oauth" && one.user === token.user) one.revoked = true;
  }
  return { status: 204 };
}

function rateLimit({ world }: Asked): FaceAnswer {
  const rate = {
    limit: 5000,
    remaining: world.requestsLeft ?? 5000,
    reset: Math.floor(world.resetAtMs / 1000),
    used: 5000 - (world.requestsLeft ?? 5000),
  };
  return { status: 200, body: { resources: { core: rate, search: rate }, rate } };
}
