import { join } from "node:path";
import { buildWhenChanged } from "../../bin/ground/build.ts";
import { addFindingRow, addFixByHand } from "./by-hand.ts";
import { HttpBrowser, type Visit } from "./http-browser.ts";
import { type MailWorld, openMailWorld } from "./mail-world.ts";
import { mailsFor } from "./mailbox.ts";
import { loadServices, type Services } from "./services.ts";
import { faultyFiles, openTeam, type Team } from "./team.ts";
import { freePort, startWeb, type Web } from "./web.ts";
import { eventually } from "./world.ts";

/** One customer, with one thing of each kind. */
export interface Estate {
  readonly team: Team;
  readonly repository: { readonly id: string; readonly path: string };
  readonly findingId: string;
  readonly fix: Awaited<ReturnType<typeof addFixByHand>>;
  readonly runId: string;
}

/** The built web over one installation of its own, to be attacked from loopback. */
export interface AttackWorld {
  readonly world: MailWorld;
  readonly s: Services;
  readonly url: string;
  readonly port: number;
  /** What the server wrote on its terminal so far. */
  said(): string;
  /** A browser signed in, by a real link, as the person of this address. */
  signIn(email: string, browser?: HttpBrowser): Promise<HttpBrowser>;
  /** Opens an organization with a member of each role and one thing of each kind. */
  estate(name: string): Promise<Estate>;
  /** Serves anew on the same port, for a public address of its own behind a proxy. */
  serveAs(publicUrl: string): Promise<void>;
  close(): Promise<void>;
}

export async function openAttackWorld(
  settings: Readonly<Record<string, string>> = {},
): Promise<AttackWorld> {
  const world = await openMailWorld();
  const port = await freePort();
  process.env.ETNA_PUBLIC_URL = `http://localhost:${port}`;
  await buildWhenChanged();
  const s = await loadServices();
  const smtp = { SMTP_URL: process.env.SMTP_URL ?? "" };
  const environment = { ...smtp, ETNA_SIGN_UP: "open", ...settings };
  let web: Web = await startWeb(world, port, environment);
  const counts = new Map<string, number>();
  return {
    world,
    s,
    url: web.url,
    port,
    said: () => web.said(),
    async signIn(email, browser = new HttpBrowser()) {
      await askForLink(web.url, browser, email);
      const count = (counts.get(email) ?? 0) + 1;
      counts.set(email, count);
      const link = await eventually("the link", () => linkOf(world, email, count));
      const arrived = await browser.open(link);
      if (arrived.status !== 200) throw new Error(`The link led to ${arrived.status}.`);
      return browser;
    },
    estate: (name) => openEstate(world, s, name),
    async serveAs(publicUrl) {
      await web.stop();
      web = await startWeb(world, port, { ...environment, ETNA_PUBLIC_URL: publicUrl });
    },
    async close() {
      await web.stop();
      const { closeDatabase } = await import("#lib/platform/db/index.ts");
      await closeDatabase();
      await world.close();
    },
  };
}

/** Asks for a link with the form of the sign-in page. */
export async function askForLink(
  url: string,
  browser: HttpBrowser,
  email: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Visit> {
  const page = await browser.open(`${url}/sign-in`);
  return await browser.submit(page, "Send a sign-in link", { email, ...fields });
}

/** The link of sign-in number `count` of an address, whatever other mail it got. */
async function linkOf(world: MailWorld, email: string, count: number): Promise<string | undefined> {
  const mails = await mailsFor(join(world.folder, "mail"), email);
  return mails.map(({ text }) => linkIn(text)).filter((link) => link !== "")[count - 1];
}

/** The magic link in a mail. */
export function linkIn(mail: string): string {
  return /https?:\/\/\S+\/callback\/email\S+/.exec(mail)?.[0] ?? "";
}

async function openEstate(world: MailWorld, s: Services, name: string): Promise<Estate> {
  const team = await openTeam(world, s, name);
  const { organizationId } = team;
  const tag = name.toLowerCase().replace(/[^a-z]+/g, "");
  const path = await world.repository(tag, faultyFiles(1));
  const { id } = await s.repositories.connectRepository(team.as("owner"), organizationId, { path });
  const repository = { id, path };
  const findingId = await addFindingRow(world, organizationId, id);
  const fix = await addFixByHand(world, s, team, { repositoryId: id, path });
  const [run] = await world.database.query("SELECT id FROM runs WHERE organization_id = $1", [
    organizationId,
  ]);
  return { team, repository, findingId, fix, runId: String(run?.id) };
}
