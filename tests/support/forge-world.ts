import { createServer } from "node:http";
import { Readable } from "node:stream";
import { FakeForge } from "#samples/forge/forge.ts";
import { type GithubServer, startGithub } from "#samples/forge/github/face.ts";
import { type GitlabServer, startGitlab } from "#samples/forge/gitlab/face.ts";
import { type ActionServer, openActionServer } from "../fakes/action-versions.ts";
import { type FakeModels, startFakeModels } from "../fakes/models/server.ts";
import { openMailWorld } from "./mail-world.ts";
import { openSampleForge, type TestSampleForge } from "./sample-forge.ts";
import { loadServices, type Services } from "./services.ts";
import type { World } from "./world.ts";

/** An installation beside a GitHub Enterprise Server and a GitLab, which report to its own routes. */
export interface ForgeWorld {
  readonly world: World;
  readonly s: Services;
  readonly github: GithubServer;
  readonly gitlab: GitlabServer;
  /** The forge of this machine, which is GitHub to whoever speaks with it. */
  readonly sample: TestSampleForge;
  /** Providers of models, for whoever chooses one there. */
  readonly models: FakeModels;
  /** Who says which commit a version of an action is. */
  readonly actions: ActionServer;
  /** Where the forges reach this installation. */
  readonly url: string;
  close(): Promise<void>;
}

export async function openForgeWorld(): Promise<ForgeWorld> {
  const world = await openMailWorld();
  const receiver = await startReceiver();
  const github = await startGithub(await FakeForge.create(), { enterprise: true });
  const gitlab = await startGitlab();
  const sample = await openSampleForge();
  const models = await startFakeModels();
  const actions = await openActionServer();
  const application = {
    id: "etna-at-gitlab",
    secret: crypto.randomUUID(),
    redirectUri: `${receiver.url}/connect/gitlab/return`,
  };
  gitlab.settings.applications.push(application);
  const environment = {
    ETNA_PUBLIC_URL: receiver.url,
    ETNA_OUTBOUND_ALLOW: [github.url, gitlab.url, models.origin, actions.url]
      .map((url) => new URL(url).host)
      .join(","),
    ETNA_GITHUB_SERVERS: github.url,
    ETNA_ACTIONS_URL: actions.url,
    ...sample.environment,
    AUTH_GITLAB_URL: gitlab.url,
    AUTH_GITLAB_ID: application.id,
    AUTH_GITLAB_SECRET: application.secret,
  };
  Object.assign(process.env, environment);
  const s = await loadServices();
  return {
    world: { ...world, environment: { ...world.environment, ...environment } },
    s,
    github,
    gitlab,
    sample,
    models,
    actions,
    url: receiver.url,
    async close() {
      await Promise.all([github.settled(), gitlab.settled()]);
      await Promise.all(
        [github, gitlab, sample, receiver, models, actions].map((each) => each.close()),
      );
      const { closeDatabase } = await import("#lib/platform/db/index.ts");
      await closeDatabase();
      await world.close();
    },
  };
}

/** The routes that forges report to, without the rest of the web server. */
async function startReceiver() {
  const server = createServer((request, response) => {
    const [, kind = "", id = ""] =
      /^\/api\/webhooks\/(github|gitlab)\/(\w+)$/.exec(request.url ?? "") ?? [];
    void answer(kind, id, request).then(
      async (answered) => {
        response.writeHead(answered.status, Object.fromEntries(answered.headers));
        response.end(await answered.bytes());
      },
      (error: Error) => response.writeHead(500).end(error.stack),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

async function answer(kind: string, id: string, incoming: import("node:http").IncomingMessage) {
  const route =
    kind === "github"
      ? await import("#app/api/webhooks/github/[id]/route.ts")
      : await import("#app/api/webhooks/gitlab/[id]/route.ts");
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const body = Readable.toWeb(incoming) as unknown as BodyInit;
  const init = { method: "POST", headers, body, duplex: "half" } as RequestInit;
  const request = new Request(`http://localhost${incoming.url}`, init);
  return await route.POST(request, { params: Promise.resolve({ id }) });
}

/** Presses the buttons that a person presses on GitHub to make the App, and to install it. */
export async function makeApp(
  { github, s }: ForgeWorld,
  actor: Parameters<Services["connections"]["beginGithubApp"]>[0],
  organizationId: string,
  as: string,
) {
  const flow = await s.connections.beginGithubApp(actor, organizationId, github.url);
  const form = await s.connections.githubAppForm(organizationId, flow, "");
  const { manifest } = form;
  const back = await press(form.action, { manifest, as, press: "Create" });
  const code = back.searchParams.get("code") ?? "";
  const state = back.searchParams.get("state") ?? "";
  return { flow, manifest, answer: { code, state }, back };
}

/** Sends a form as a browser would. Returns where it leads. */
export async function press(action: string, fields: Readonly<Record<string, string>>) {
  const body = new URLSearchParams(fields);
  const answered = await fetch(action, { method: "POST", body, redirect: "manual" });
  const location = answered.headers.get("location");
  if (location === null) throw new Error(`It led nowhere: ${await answered.text()}`);
  return new URL(location, action);
}
