import { randomBytes } from "node:crypto";
import type { FaceAnswer, FaceRequest } from "../server.ts";
import { permissionOf, type User } from "../state.ts";
import { chooser, escaped, formOf, hidden, html, personOf, redirect } from "./html.ts";
import { addApp, type GithubApp, type GithubWorld, installApp } from "./world.ts";

export interface Manifest {
  readonly name: string;
  readonly url: string;
  readonly redirect_url: string;
  readonly callback_urls?: readonly string[];
  readonly setup_url?: string;
  readonly hook_attributes?: { readonly url: string };
  readonly default_permissions?: Readonly<Record<string, "read" | "write">>;
  readonly default_events?: readonly string[];
}

/**
 * The form that another site posts a manifest to: the person looks at it, names the App and creates
 * it, and goes back with a code for which the App is handed out.
 */
export function manifestPage(world: GithubWorld, request: FaceRequest): FaceAnswer {
  const form = formOf(request);
  const manifest = form.get("manifest") ?? "";
  const state = request.url.searchParams.get("state") ?? form.get("state") ?? "";
  const read = readManifest(manifest);
  if (read === null) return html(422, "The manifest cannot be read", "");
  const user = personOf(world, request);
  const fields = { manifest, state };
  if (user === null) {
    const people = [...world.forge.state.users.values()].filter(({ kind }) => kind === "person");
    const buttons = people.map(
      ({ login }) =>
        `<button name="as" value="${escaped(login)}">Go on as ${escaped(login)}</button>`,
    );
    return html(200, "Sign in", `<form method="post">${hidden(fields)}${buttons.join(" ")}</form>`);
  }
  if (form.get("press") !== "Create") {
    const listed = Object.entries(read.default_permissions ?? {}).map(
      ([name, level]) => `<li>${escaped(name)}: ${escaped(level)}</li>`,
    );
    const button = '<button name="press" value="Create">Create GitHub App</button>';
    const name = `<label>GitHub App name <input name="name" value="${escaped(read.name)}"></label>`;
    const all = hidden({ ...fields, as: user.login });
    return html(
      200,
      `Create GitHub App for ${user.login}`,
      `<ul>${listed.join("")}</ul><form method="post">${all}${name} ${button}</form>`,
    );
  }
  const app = makeAppFrom(world, user, { ...read, name: form.get("name") || read.name });
  const code = randomBytes(20).toString("hex");
  world.manifestCodes.set(code, app);
  const back = new URL(read.redirect_url);
  back.searchParams.set("code", code);
  if (state !== "") back.searchParams.set("state", state);
  return redirect(back.href);
}

export function makeAppFrom(world: GithubWorld, owner: User, manifest: Manifest): GithubApp {
  return addApp(world, {
    owner,
    name: manifest.name,
    permissions: manifest.default_permissions ?? {},
    events: manifest.default_events ?? [],
    callbackUrls: manifest.callback_urls ?? [],
    setupUrl: manifest.setup_url ?? null,
    webhookUrl: manifest.hook_attributes?.url ?? null,
  });
}

function readManifest(text: string): Manifest | null {
  try {
    const manifest = JSON.parse(text) as Manifest;
    return typeof manifest.redirect_url === "string" ? manifest : null;
  } catch {
    return null;
  }
}

/** The person chooses repositories of theirs, and goes on to the App's setup address. */
export function installPage(world: GithubWorld, request: FaceRequest, slug: string): FaceAnswer {
  const app = [...world.apps.values()].find((candidate) => candidate.slug === slug);
  if (app === undefined) return html(404, "Page not found", "");
  const user = personOf(world, request);
  if (user === null) return html(200, `Install ${app.name}`, chooser(world, request));
  const own = [...world.forge.state.repositories.values()].filter(
    (repository) => !repository.deleted && permissionOf(repository, user) === "admin",
  );
  const form = formOf(request);
  if (form.get("press") !== "Install") {
    const boxes = own.map(
      ({ id, name }) =>
        `<li><label><input type="checkbox" name="repository" value="${id}"> ${escaped(name)}</label></li>`,
    );
    const all =
      '<li><label><input type="checkbox" name="all" value="1"> All repositories</label></li>';
    const button = '<button name="press" value="Install">Install</button>';
    return html(
      200,
      `Install ${app.name}`,
      `<form method="post">${hidden({ as: user.login })}<ul>${all}${boxes.join("")}</ul>${button}</form>`,
    );
  }
  const ids = form.getAll("repository").map(Number);
  const chosen = form.has("all") ? "all" : own.map(({ id }) => id).filter((id) => ids.includes(id));
  const installation = installApp(world, app, user, chosen, user);
  const state = request.url.searchParams.get("state");
  if (app.setupUrl === null) return html(200, `${app.name} is installed`, "");
  const back = new URL(app.setupUrl);
  back.searchParams.set("installation_id", String(installation.id));
  back.searchParams.set("setup_action", "install");
  if (state !== null) back.searchParams.set("state", state);
  return redirect(back.href);
}
