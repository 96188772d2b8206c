import { randomBytes } from "node:crypto";
import { createEmulator, type Emulator } from "emulate";
import { FakeForge } from "#samples/forge/forge.ts";
import { type GithubServer, startGithub as startEnterprise } from "#samples/forge/github/face.ts";
import { buildWhenChanged } from "../../bin/ground/build.ts";
import { type GitlabOAuth, startGitlabOAuth } from "../fakes/gitlab-oauth.ts";
import { type FakeModels, startFakeModels } from "../fakes/models/server.ts";
import type { HttpBrowser, Visit } from "./http-browser.ts";
import { type MailWorld, openMailWorld } from "./mail-world.ts";
import { openSampleForge } from "./sample-forge.ts";
import { loadServices, type Services } from "./services.ts";
import { freePort, startWeb, type Web } from "./web.ts";

/** Every address of this domain may sign up; any other one must have been invited. */
export const openDomain = "example.test";

export interface SignInWorld {
  readonly world: MailWorld;
  readonly s: Services;
  readonly url: string;
  readonly gitlab: GitlabOAuth;
  /** A GitHub Enterprise Server, to connect and not to sign in with. */
  readonly enterprise: GithubServer;
  /** Providers of models, all of them. */
  readonly models: FakeModels;
  /** All that the web server wrote since it was last started. */
  said(): string;
  /** Serves anew on the same address, with other settings. */
  restart(settings?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** The built application on a real port, beside GitHub, Google and GitLab as they are on this machine. */
export async function openSignInWorld(): Promise<SignInWorld> {
  const world = await openMailWorld();
  await buildWhenChanged();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  process.env.ETNA_PUBLIC_URL = url;
  const client = (provider: string) => ({
    id: `etna-at-${provider}`,
    secret: randomBytes(16).toString("hex"),
    redirectUri: `${url}/api/auth/callback/${provider}`,
  });
  const [atGithub, atGoogle, atGitlab] = [client("github"), client("google"), client("gitlab")];
  const github = await startGithub(atGithub);
  const google = await startGoogle(atGoogle);
  const gitlab = await startGitlabOAuth(atGitlab);
  const enterprise = await startEnterprise(await FakeForge.create(), { enterprise: true });
  const models = await startFakeModels();
  const sample = await openSampleForge();
  const settings = {
    ...sample.environment,
    SMTP_URL: process.env.SMTP_URL ?? "",
    ETNA_OUTBOUND_ALLOW: [github, google, gitlab, enterprise, { url: models.origin }]
      .map((at) => new URL(at.url).host)
      .join(","),
    ETNA_GITHUB_SERVERS: enterprise.url,
    ETNA_SIGN_UP: openDomain,
    AUTH_GITHUB_URL: github.url,
    AUTH_GITHUB_ID: atGithub.id,
    AUTH_GITHUB_SECRET: atGithub.secret,
    AUTH_GOOGLE_URL: google.url,
    AUTH_GOOGLE_ID: atGoogle.id,
    AUTH_GOOGLE_SECRET: atGoogle.secret,
    AUTH_GITLAB_URL: gitlab.url,
    AUTH_GITLAB_ID: atGitlab.id,
    AUTH_GITLAB_SECRET: atGitlab.secret,
  };
  Object.assign(process.env, settings);
  const s = await loadServices();
  let web: Web = await startWeb(world, port, settings);
  return {
    world,
    s,
    url,
    gitlab,
    enterprise,
    models,
    said: () => web.said(),
    async restart(changed = {}) {
      await web.stop();
      web = await startWeb(world, port, { ...settings, ...changed });
    },
    async close() {
      await web.stop();
      await Promise.all(
        [github, google, gitlab, enterprise, models, sample].map((at) => at.close()),
      );
      const { closeDatabase } = await import("#lib/platform/db/index.ts");
      await closeDatabase();
      await world.close();
    },
  };
}

interface Client {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

/** Who has an account at GitHub and at Google, by the word that stands on their button there. */
export const people = {
  github: ["ada", "bela", "cleo", "dora", "emil", "outsider", "invited"],
  google: ["ada", "gus"],
} as const;

async function startGithub({ id, secret, redirectUri }: Client): Promise<Emulator> {
  const users = people.github.map((login) => ({
    login,
    name: `${login[0]?.toUpperCase()}${login.slice(1)} of GitHub`,
    email: `${login}@${login === "outsider" || login === "invited" ? "elsewhere.test" : openDomain}`,
  }));
  const app = { client_id: id, client_secret: secret, name: "Etna", redirect_uris: [redirectUri] };
  const seed = { github: { users, oauth_apps: [app] } };
  return await createEmulator({ service: "github", port: await freePort(), seed });
}

async function startGoogle({ id, secret, redirectUri }: Client): Promise<Emulator> {
  const users = people.google.map((name) => ({
    email: `${name}.g@${openDomain}`,
    name: `${name} of Google`,
    email_verified: name !== "gus",
  }));
  const app = { client_id: id, client_secret: secret, name: "Etna", redirect_uris: [redirectUri] };
  const seed = { google: { users, oauth_clients: [app] } };
  return await createEmulator({ service: "google", port: await freePort(), seed });
}

/** Presses "Continue with …" on the sign-in page. Returns what the provider shows first. */
export async function setOut(browser: HttpBrowser, url: string, name: string): Promise<Visit> {
  const page = await browser.open(`${url}/sign-in`);
  return await browser.submit(page, `Continue with ${name}`, {}, toCallback);
}

/** Stops before the browser carries the provider's answer to Etna. */
export function toCallback(next: string): boolean {
  return new URL(next).pathname.startsWith("/api/auth/callback/");
}

/** Asks for a link with the form of the sign-in page, and returns it from the mail. */
export async function askForLink(
  { world, url }: SignInWorld,
  browser: HttpBrowser,
  email: string,
  count = 1,
): Promise<string> {
  const page = await browser.open(`${url}/sign-in`);
  const sent = await browser.submit(page, "Send a sign-in link", { email });
  if (new URL(sent.url).pathname !== "/sign-in/sent") throw new Error(`It led to ${sent.url}.`);
  return /https?:\/\/\S+\/callback\/email\S+/.exec(await world.mail(email, count))?.[0] ?? "";
}

/** Whose session the browser has, as the server sees it; null for nobody. */
export async function whoIs(browser: HttpBrowser, url: string) {
  const { text } = await browser.request(`${url}/api/auth/session`);
  const session = JSON.parse(text) as { user: { id: string; email: string }; sessionId: string };
  return session && { ...session.user, sessionId: session.sessionId };
}
