import { escaped } from "../pages/html.ts";
import type { FaceRequest } from "../server.ts";
import type { Repository, User } from "../state.ts";
import type { GithubWorld } from "./world.ts";

export { escaped, hidden, html, redirect } from "../pages/html.ts";

export function formOf({ body }: FaceRequest): URLSearchParams {
  return new URLSearchParams(body.toString("utf8"));
}

/** Who says that they are who: there is nothing here to protect. */
export function saidPerson(request: FaceRequest): string {
  return formOf(request).get("as") ?? request.url.searchParams.get("as") ?? "";
}

/** Who looks: whom they say, or on a newcomer's own machine the owner of what is looked at. */
export function personOf(
  world: GithubWorld,
  request: FaceRequest,
  repository?: Repository,
): User | null {
  const said = world.forge.state.users.get(saidPerson(request));
  if (said !== undefined) return said;
  return (world.actsAsOwner && repository?.owner) || null;
}

/** Choose a person, by a link to the same page. */
export function chooser(world: GithubWorld, { url }: FaceRequest): string {
  const people = [...world.forge.state.users.values()].filter(({ kind }) => kind === "person");
  const links = people.map(({ login }) => {
    const to = new URL(url);
    to.searchParams.set("as", login);
    return `<li><a href="${escaped(to.pathname + to.search)}">Go on as ${escaped(login)}</a></li>`;
  });
  return `<p>Who are you?</p><ul>${links.join("")}</ul>`;
}
