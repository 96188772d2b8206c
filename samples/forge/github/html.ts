import type { FaceAnswer, FaceRequest } from "../server.ts";
import type { User } from "../state.ts";
import type { GithubWorld } from "./world.ts";

export function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}

/** The least page that reads well; nothing in it runs. */
export function html(status: number, title: string, body: string): FaceAnswer {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{overflow:auto;border:1px solid;padding:.5rem}</style>
<h1>${escaped(title)}</h1>
${body}</html>`;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  };
  return { status, body: page, headers };
}

export function formOf({ body }: FaceRequest): URLSearchParams {
  return new URLSearchParams(body.toString("utf8"));
}

/** Whoever looks says who they are: there is nothing here to protect. */
export function personOf(world: GithubWorld, request: FaceRequest): User | null {
  const login = formOf(request).get("as") ?? request.url.searchParams.get("as") ?? "";
  return world.forge.state.users.get(login) ?? null;
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

export function hidden(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join("");
}

export function redirect(location: string, status = 302): FaceAnswer {
  return { status, headers: { location } };
}
