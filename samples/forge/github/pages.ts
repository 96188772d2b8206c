import type { FaceAnswer, FaceRequest } from "../server.ts";
import { installPage, manifestPage } from "./app-pages.ts";
import { html } from "./html.ts";
import { accessToken, authorizePage } from "./oauth-pages.ts";
import { pullPage } from "./pull-page.ts";
import { repositoryPage } from "./repository-pages.ts";
import type { GithubWorld } from "./world.ts";

/** Archives and logs, which GitHub keeps on servers of their own, and the pages that people use. */
export async function answerPage(world: GithubWorld, request: FaceRequest): Promise<FaceAnswer> {
  const { pathname } = request.url;
  const archive = /^\/_codeload\/(\d+)\/legacy\.tar\.gz\/([0-9a-f]{40})$/.exec(pathname);
  if (archive !== null) return codeload(world, Number(archive[1]), archive[2] ?? "");
  const log = /^\/_logs\/(\d+)\/(\d+)$/.exec(pathname);
  if (log !== null) return jobLog(world, Number(log[1]), Number(log[2]));
  if (pathname === "/login/oauth/authorize") return authorizePage(world, request);
  if (pathname === "/login/oauth/access_token") return accessToken(world, request);
  if (/^(\/organizations\/[^/]+)?\/settings\/apps\/new$/.test(pathname)) {
    return manifestPage(world, request);
  }
  const install = /^\/(?:github-)?apps\/([^/]+)\/installations\/new$/.exec(pathname);
  if (install !== null) return installPage(world, request, install[1] ?? "");
  const pull = /^\/([^/]+)\/([^/]+)\/pull\/(\d+)$/.exec(pathname);
  if (pull !== null) return pullPage(world, request, pull);
  const page = request.method === "GET" ? await repositoryPage(world, request) : null;
  return page ?? html(404, "Page not found", "");
}

async function codeload(world: GithubWorld, id: number, sha: string): Promise<FaceAnswer> {
  const repository = world.forge.state.repositories.get(id);
  if (repository === undefined) return { status: 404, body: "Not Found" };
  const prefix = `${repository.owner.login}-${repository.name}-${sha.slice(0, 7)}`;
  const body = await repository.git.archive(sha, prefix);
  return { status: 200, body, headers: { "content-type": "application/x-gzip" } };
}

function jobLog(world: GithubWorld, id: number, jobId: number): FaceAnswer {
  const repository = world.forge.state.repositories.get(id);
  const job = repository?.pipelines.flatMap(({ jobs }) => jobs).find((one) => one.id === jobId);
  if (job === undefined) return { status: 404, body: "Not Found" };
  return { status: 200, body: job.log, headers: { "content-type": "text/plain; charset=utf-8" } };
}
