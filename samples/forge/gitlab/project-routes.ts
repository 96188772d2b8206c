import { atLeast, type Permission, permissionOf, permissions } from "../state.ts";
import {
  type Call,
  created,
  noContent,
  notFound,
  ok,
  paged,
  projectOf,
  type Routes,
  refuse,
  required,
  textOf,
} from "./call.ts";
import {
  accessLevels,
  findingOf,
  fullUserOf,
  hookOf,
  projectOf as projectEntity,
  tokenOf,
  userOf,
} from "./entities.ts";

export const projectRoutes: Routes = {
  "GET /user": (call) => ok(fullUserOf(call.baseUrl, call.token.user, call.forge.nowMs())),
  "GET /users": (call) => {
    const found = call.forge.state.users.get(call.query.get("username") ?? "");
    return ok(found === undefined ? [] : [userOf(call.baseUrl, found)]);
  },
  "GET /personal_access_tokens/self": (call) => {
    // OAuth tokens are told about at /oauth/token/info only.
    if (call.token.kind === "oauth")
      throw refuse(400, "400 Bad request - Token is not a PersonalAccessToken");
    return ok(tokenOf(call, call.token));
  },
  "DELETE /personal_access_tokens/self": (call) => {
    if (call.token.kind === "oauth")
      throw refuse(400, "400 Bad request - Token is not a PersonalAccessToken");
    call.token.revoked = true;
    return noContent;
  },
  "GET /projects": (call) => {
    const minimum = Number(call.query.get("min_access_level") ?? 0);
    const reach = call.token.repositoryIds;
    const seen = [...call.forge.state.repositories.values()].filter((repository) => {
      const permission = permissionOf(repository, call.token.user);
      const inReach = reach === "all" || reach.includes(repository.id);
      return (
        inReach &&
        !repository.deleted &&
        atLeast(permission, "read") &&
        accessLevels[permission] >= minimum
      );
    });
    // Keyset: by id, after the last one seen.
    const after = Number(call.query.get("id_after") ?? 0);
    const descending = seen.toSorted((a, b) => a.id - b.id).filter(({ id }) => id > after);
    if (call.query.get("pagination") !== "keyset") {
      return paged(call, seen, (repository) => projectEntity(call, repository));
    }
    const perPage = Math.min(100, Number(call.query.get("per_page") ?? 20));
    const page = descending.slice(0, perPage);
    const url = new URL(call.request.url);
    url.searchParams.set("id_after", String(page.at(-1)?.id ?? 0));
    const more = descending.length > perPage;
    return ok(
      page.map((repository) => projectEntity(call, repository)),
      more ? { link: `<${url.href}>; rel="next"` } : {},
    );
  },
  "GET /projects/*": (call) => ok(projectEntity(call, projectOf(call))),
  "GET /projects/*/labels": (call) => {
    const { labels } = projectOf(call);
    return paged(call, [...labels], (name) => ({ id: 1, name, color: "#8fbc8f" }));
  },
  "GET /projects/*/members/all": (call) => {
    const repository = projectOf(call);
    return paged(call, membersOf(call), (member) => member(repository.createdAtMs));
  },
  "POST /projects/*/members": (call) => {
    const repository = projectOf(call, "maintain");
    const users = [...call.forge.state.users.values()];
    const user = users.find(({ id }) => String(id) === required(call, "user_id"));
    if (user === undefined) throw notFound("User");
    const level = Number(required(call, "access_level"));
    repository.members.set(
      user.login,
      permissions.find((p) => accessLevels[p] === level) ?? "read",
    );
    return created({ ...userOf(call.baseUrl, user), access_level: level });
  },
  "GET /projects/*/hooks": (call) => {
    const repository = projectOf(call, "maintain");
    return paged(call, repository.hooks, (hook) => hookOf(repository, hook));
  },
  "POST /projects/*/hooks": (call) => {
    const repository = projectOf(call, "maintain");
    const wants = { push: "push_events", merge_request: "merge_requests_events" } as const;
    const also = { note: "note_events", pipeline: "pipeline_events" } as const;
    const events = Object.entries({ ...wants, ...also }).flatMap(([event, name]) =>
      textOf(call, name) === "true" ? [event] : [],
    );
    const hook = {
      id: call.forge.id(),
      url: required(call, "url"),
      secret: textOf(call, "token") ?? "",
      events,
    };
    repository.hooks.push(hook);
    return created(hookOf(repository, hook));
  },
  "DELETE /projects/*/hooks/*": (call) => {
    const repository = projectOf(call, "maintain");
    const at = repository.hooks.findIndex(({ id }) => String(id) === call.params[1]);
    if (at === -1) throw notFound("Hook");
    repository.hooks.splice(at, 1);
    return noContent;
  },
  "GET /projects/*/protected_branches": (call) => {
    const repository = projectOf(call, "maintain");
    return paged(call, [...repository.protectedBranches], protectedBranchOf);
  },
  "POST /projects/*/protected_branches": (call) => {
    const repository = projectOf(call, "maintain");
    const name = required(call, "name");
    if (repository.protectedBranches.has(name)) {
      throw refuse(409, `Protected branch '${name}' already exists`);
    }
    repository.protectedBranches.add(name);
    return created(protectedBranchOf(name));
  },
  "DELETE /projects/*/protected_branches/*": (call) => {
    const repository = projectOf(call, "maintain");
    if (!repository.protectedBranches.delete(call.params[1] ?? ""))
      throw notFound("Protected Branch");
    return noContent;
  },
  "GET /projects/*/vulnerability_findings": (call) => {
    const repository = projectOf(call);
    if (call.settings.of(repository).tier !== "ultimate") throw refuse(403, "403 Forbidden");
    if (!atLeast(permissionOf(repository, call.token.user), "write"))
      throw refuse(403, "403 Forbidden");
    const alerts = repository.alerts.filter(
      // GitLab leaves out what was dismissed unless all are asked for.
      ({ kind, state }) =>
        kind === "vulnerability" && (state !== "dismissed" || call.query.get("scope") === "all"),
    );
    return paged(call, alerts, (alert) => findingOf(call, repository, alert));
  },
};

function protectedBranchOf(name: string) {
  const level = (access: number, words: string) => [
    { id: 1, access_level: access, access_level_description: words, user_id: null, group_id: null },
  ];
  return {
    id: 1,
    name,
    push_access_levels: level(40, "Maintainers"),
    merge_access_levels: level(40, "Maintainers"),
    allow_force_push: false,
    code_owner_approval_required: false,
  };
}

function membersOf(call: Call) {
  const repository = projectOf(call);
  const all: [string, Permission][] = [[repository.owner.login, "admin"], ...repository.members];
  return all.flatMap(([login, permission]) => {
    const user = call.forge.state.users.get(login);
    if (user === undefined || user.kind === "organization") return [];
    const access_level = accessLevels[permission];
    return [
      (createdAtMs: number) => ({
        ...userOf(call.baseUrl, user),
        access_level,
        created_at: new Date(createdAtMs).toISOString(),
        expires_at: null,
      }),
    ];
  });
}
